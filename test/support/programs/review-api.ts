import { type Loopback, serve } from "../servers/loopback";

export interface Comment {
  id: number;
  body: string;
}

/**
 * What the APIs of GitHub and GitLab do with the comments of a pull request, or the notes of a merge request: list them,
 * write one (POST), change one (PATCH or PUT). A request with another token is refused.
 */
export async function reviewApi(token: string, comments: Comment[]): Promise<Loopback> {
  return serve((reply, _, { body, headers, method, url }) => {
    const answer = (status: number, value: unknown) => {
      reply.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    };
    if (headers.authorization !== `Bearer ${token}` && headers["private-token"] !== token) return answer(401, {});
    const { pathname } = new URL(url, "http://localhost");
    const id = Number(/\/(?:comments|notes)\/(\d+)$/.exec(pathname)?.[1]);
    const own = comments.find((comment) => comment.id === id);
    if (method === "GET") return answer(200, comments);
    if (method !== "POST" && own === undefined) return answer(404, {});
    const text: string = body.startsWith("{") ? JSON.parse(body).body : new URLSearchParams(body).get("body");
    if (own) own.body = text;
    else comments.push({ id: comments.length + 1, body: text });
    answer(method === "POST" ? 201 : 200, comments.at(-1));
  });
}
