import {
  endOf,
  type OrphanReport,
  type OrphansReport,
  orphanSummary,
  type Report,
  type StackReport,
  shortTime,
  summary,
  type TokenReport,
  titleOf,
} from "../report";
import { styles } from "./html-styles";
import { ownerOf } from "./orphan-text";
import { plain } from "./plain";
import { TimeLine } from "./time-line";

/** Returns the report as one page without scripts or other files. */
export function htmlPage({ now, orphans, stacks, within }: Report): string {
  const line = new TimeLine(
    stacks.flatMap(({ tokens }) => tokens),
    now,
  );
  const ahead = within === undefined ? "" : `, looking ${escaped(within)} ahead`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Access tokens, ${shortTime(now)}</title>
<style>
${styles(line.ticks(), line.at(now))}
</style>
</head>
<body>
<header>
<h1>Access tokens</h1>
<p class="summary">${escaped(summary(stacks))}</p>
<p class="when">as of <time datetime="${now}">${shortTime(now)}</time>${ahead}</p>
</header>
<p class="legend"><span class="swatch live"></span> in use <span class="swatch window"></span> due, if nothing renews it
<span class="swatch over"></span> no longer accepted <span class="swatch now"></span> now
<span class="scale">Time is drawn on a logarithmic scale to both sides of now.</span></p>
<main>
${stacks.map((stack) => section(stack, line, now)).join("\n")}${orphans === undefined ? "" : `\n${orphansSection(orphans)}`}
</main>
</body>
</html>
`;
}

function section(stack: StackReport, line: TimeLine, now: string): string {
  const { error, problems, tokens } = stack;
  const rows = tokens.map((token) => row(token, line, now)).join("\n");
  const axis = line
    .ticks()
    .map(({ at, label }) => `<span style="left:${at}%">${label}</span>`)
    .join("");
  return `<section>
<h2>${escaped(titleOf(stack))} <small>${error === undefined ? escaped(summary([stack])) : ""}</small></h2>
${error === undefined ? "" : `<p class="problem">could not be read: ${escaped(error)}</p>`}
${
  tokens.length === 0
    ? ""
    : `<div class="scroll"><table>
<thead><tr><th scope="col">Token</th><th scope="col">Condition</th><th scope="col" class="line"><div class="axis">${axis}</div></th><th scope="col">Ends</th><th scope="col">Used by</th></tr></thead>
<tbody>
${rows}
</tbody>
</table></div>`
}
${problems.map(({ class: resource, name, problem }) => `<p class="problem"><b>${escaped(name)}</b> (${escaped(resource)}): ${escaped(problem)}</p>`).join("\n")}
</section>`;
}

function row(token: TokenReport, line: TimeLine, now: string): string {
  const { condition, dependents, expiresAt, name, reason, remarks, replaced, urn } = token;
  const shown = replaced ? "replaced" : condition;
  const notes = [...(reason === null ? [] : [reason]), ...remarks];
  return `<tr class="${shown}">
<th scope="row"><span title="${escaped(urn)}">${escaped(name)}</span><small>${token.class}</small></th>
<td><span class="condition">${shown}</span></td>
<td class="line"><div class="track">${bars(token, line)}</div>${notes.map((note) => `<p>${escaped(note)}</p>`).join("")}</td>
<td>${endOf(token, now)}${expiresAt === null ? "" : `<small>${shortTime(expiresAt)}</small>`}</td>
<td>${dependents.map((each) => `<span class="dependent" title="${escaped(each.urn)}">${escaped(each.name)}<small>${escaped(each.type)}</small></span>`).join("")}</td>
</tr>`;
}

function orphansSection({ notes, problems, tokens }: OrphansReport): string {
  const head = ["Token", "Condition", "For", "Issued", "Last used", "Ends"]
    .map((name) => `<th scope="col">${name}</th>`)
    .join("");
  return `<section class="orphans">
<h2>Tokens in no state <small>${orphanSummary(tokens)}</small></h2>
${tokens.length === 0 ? "" : `<div class="scroll"><table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${tokens.map(orphanRow).join("\n")}\n</tbody>\n</table></div>`}
${notes.map((note) => `<p>${escaped(note)}</p>`).join("\n")}
${problems.map((problem) => `<p class="problem">${escaped(problem)}</p>`).join("\n")}
</section>`;
}

function orphanRow(orphan: OrphanReport): string {
  const { account, expiresAt, id, issuedAt, lastUsedAt, name, revoked, urn } = orphan;
  const shown = revoked ? "revoked" : "orphan";
  return `<tr class="${revoked ? "ok" : "orphan"}">
<th scope="row">${escaped(name)}<small>${orphan.class} ${escaped(id)}</small></th>
<td><span class="condition">${shown}</span></td>
<td><span title="${escaped(urn)}">${escaped(ownerOf(urn))}</span><div class="when">${escaped(account)}</div></td>
<td>${shortTime(issuedAt)}</td><td>${lastUsedAt === null ? "unknown" : shortTime(lastUsedAt)}</td><td>${expiresAt === null ? "no end" : shortTime(expiresAt)}</td>
</tr>`;
}

/** Draws the life of a token: until it is due, and from there to its end. */
function bars(token: TokenReport, line: TimeLine): string {
  const { condition, expiresAt, issuedAt, renewAt, renewedAt } = token;
  const from = line.at(renewedAt ?? issuedAt);
  const begun = `${renewedAt === null ? "issued" : "renewed"} ${shortTime(renewedAt ?? issuedAt)}`;
  const over = condition === "revoked" || condition === "expired" ? " over" : "";
  const part = (kind: string, start: number, end: number, title: string) =>
    `<span class="bar ${kind}${over}" style="left:${start}%;width:${Math.max(0, Math.round((end - start) * 100) / 100)}%" title="${title}"></span>`;
  if (expiresAt === null || renewAt === null) return part("live endless", from, 100, `${begun}, no end`);
  const title = `${begun}, due from ${shortTime(renewAt)}, expires ${shortTime(expiresAt)}`;
  const due = line.at(renewAt);
  return part("live", from, due, title) + part("window", due, line.at(expiresAt), title);
}

function escaped(text: string): string {
  const signs: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return plain(text).replace(/[&<>"']/g, (sign) => signs[sign] ?? sign);
}
