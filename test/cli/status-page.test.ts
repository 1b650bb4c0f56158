import { hasBrowser, visit } from "./browser";
import { exported } from "./exported-stack";
import { ask } from "./orphans/asking";
import { everything, wholeStack } from "./whole-stack";

describe("the page", () => {
  const inspection = `({
    text: document.body.innerText,
    rows: [...document.querySelectorAll("tbody tr")].map((row) => {
      const box = (element) => { const { left, right, width } = element.getBoundingClientRect(); return { left, right, width }; };
      return { kind: row.className, track: box(row.querySelector(".track")), bars: [...row.querySelectorAll(".bar")].map(box) };
    }),
    overflow: document.documentElement.scrollWidth - innerWidth,
  })`;
  interface Box {
    left: number;
    right: number;
    width: number;
  }
  interface Inspection {
    text: string;
    rows: { kind: string; track: Box; bars: Box[] }[];
    overflow: number;
  }

  test("shows every token, and asks for nothing but itself", async () => {
    const page = (await ask(wholeStack, { format: "html" })).stdout;
    expect(page).not.toMatch(/<script|<link|src=|url\(|@import|href=/);
    if (!hasBrowser) {
      console.log("there is no /usr/bin/chromium: the text of the page is looked at without a browser");
      const text = page.replace(/<style>.*<\/style>/s, "").replace(/<[^>]*>/g, " ");
      for (const { name } of everything) expect(text).toContain(name);
      return;
    }
    const { complaints, requests, value } = await visit<Inspection>(page, inspection);
    expect(complaints).toEqual([]);
    expect(requests).toEqual([expect.stringMatching(/^file:.*page\.html$/)]);
    for (const { name } of everything) expect(value.text).toContain(name);
    expect(value.rows).toHaveLength(everything.length + 3);
    expect(value.overflow).toBeLessThanOrEqual(0);
    const place = ({ left }: Box, { left: from, width }: Box) => (left - from) / width;
    for (const { bars, kind, track } of value.rows) {
      for (const bar of bars) {
        expect(bar.width).toBeGreaterThan(1);
        expect(bar.left).toBeGreaterThanOrEqual(track.left - 1);
        expect(bar.right).toBeLessThanOrEqual(track.right + 3);
      }
      const [live, window] = bars as [Box, Box | undefined];
      expect(window === undefined).toBe(kind === "endless");
      if (window) expect(Math.abs(window.left - live.right)).toBeLessThan(3);
    }
    // Now is at one place on the axis: what is due began to be due before it, what is in order will be after it.
    const windows = (wanted: string) =>
      value.rows.flatMap(({ bars: [, window], kind, track }) =>
        kind === wanted && window ? [place(window, track)] : [],
      );
    expect(Math.max(...windows("due"))).toBeLessThan(Math.min(...windows("ok")));
  });

  test("draws no bar where a stack has no token", async () => {
    const page = (await ask(exported([]), { format: "html" })).stdout;
    expect(page).toContain("fixtures/dev");
    expect(page).not.toContain("<table");
  });
});
