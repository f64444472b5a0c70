// The list of what was recorded in this browser run. It reads the memory of the browser and keeps no
// more of it than is shown: pictures and details are fetched when somebody opens a record.

import { find, make, timeText } from "../shared/page.ts";
import { say } from "../shared/speech.ts";
import type { Event } from "../shared/wire.ts";

const RECORD = "ring:";
const PICTURE = "picture:";
const BATCH = 60;
const AT_ONCE = 400;

/** As much as the list itself needs of a record. */
interface Line {
  seq: number;
  kind: string;
  origin: string;
  path: string;
  wall_ms: number;
}

export class Records {
  private readonly lines = new Map<number, Line>();
  private shown: Line[] = [];
  private listed = 0;
  /** Who scrolls to the end wants to see on. */
  private readonly end = new IntersectionObserver(
    (seen) => {
      if (seen.some(({ isIntersecting }) => isIntersecting)) this.list();
    },
    { rootMargin: "1500px" },
  );

  constructor() {
    find("more").addEventListener("click", () => this.list());
    for (const id of ["kind", "site"]) find(id).addEventListener("change", () => this.render());
    chrome.storage.session.onChanged.addListener((changes) => this.hear(changes));
  }

  async load(): Promise<void> {
    const keys = (await chrome.storage.session.getKeys()).filter((key) => key.startsWith(RECORD));
    // In parts, so that the page stays quick meanwhile.
    for (let at = 0; at < keys.length; at += AT_ONCE) {
      this.take(await chrome.storage.session.get(keys.slice(at, at + AT_ONCE)));
    }
    this.render();
  }

  private hear(changes: Record<string, chrome.storage.StorageChange>): void {
    const came: Record<string, unknown> = {};
    let gone = 0;
    for (const [key, { newValue }] of Object.entries(changes)) {
      if (!key.startsWith(RECORD)) continue;
      if (newValue !== undefined) came[key] = newValue;
      else if (this.lines.delete(Number(key.slice(RECORD.length)))) gone += 1;
    }
    const fresh = this.take(came);
    if (gone > 0) this.render();
    else if (fresh.length > 0) this.prepend(fresh);
  }

  private take(values: Record<string, unknown>): Line[] {
    return Object.values(values).map((value) => {
      const event = JSON.parse(value as string) as Event;
      const place = "place" in event ? event.place : null;
      const line = {
        seq: event.seq,
        kind: event.kind === "control" ? event.what : event.kind,
        origin: place?.origin ?? "",
        path: place?.path ?? "",
        wall_ms: event.wall_ms,
      };
      this.lines.set(line.seq, line);
      return line;
    });
  }

  private fits(line: Line): boolean {
    const [kind, site] = [choice("kind"), choice("site")];
    return (kind === "" || line.kind === kind) && (site === "" || line.origin === site);
  }

  private render(): void {
    const all = [...this.lines.values()];
    fill(
      "kind",
      all.map(({ kind }) => kind),
    );
    fill(
      "site",
      all.map(({ origin }) => origin).filter((origin) => origin !== ""),
    );
    this.shown = all.filter((line) => this.fits(line)).sort((a, b) => b.seq - a.seq);
    this.listed = 0;
    find("records").replaceChildren();
    this.list();
    this.tell();
  }

  private list(): void {
    const next = this.shown.slice(this.listed, this.listed + BATCH);
    this.listed += next.length;
    find("records").append(...next.map(entryOf));
    find("more").hidden = this.listed >= this.shown.length;
    // It tells of changes only; asked anew it says how it is now.
    this.end.unobserve(find("more"));
    this.end.observe(find("more"));
  }

  private prepend(fresh: Line[]): void {
    const wanted = fresh.filter((line) => this.fits(line)).sort((a, b) => b.seq - a.seq);
    this.shown = [...wanted, ...this.shown.filter((line) => !wanted.includes(line))];
    this.listed += wanted.length;
    find("records").prepend(...wanted.map(entryOf));
    fill(
      "kind",
      [...this.lines.values()].map(({ kind }) => kind),
    );
    fill(
      "site",
      [...this.lines.values()].map(({ origin }) => origin).filter((each) => each !== ""),
    );
    this.tell();
  }

  private tell(): void {
    find("shown").textContent = say("mydata_shown", this.shown.length, this.lines.size);
    find("empty").hidden = this.shown.length > 0;
  }
}

function choice(id: string): string {
  return (find(id) as HTMLSelectElement).value;
}

function fill(id: string, values: string[]): void {
  const select = find(id) as HTMLSelectElement;
  const wanted = [...new Set(values)].sort();
  const known = [...select.options].map(({ value }) => value);
  if (known.length > 0 && wanted.join() === known.slice(1).join()) return;
  const chosen = select.value;
  const options = ["", ...wanted].map((value) => {
    const option = document.createElement("option");
    option.value = value;
    option.textContent = value === "" ? say("mydata_all") : value;
    return option;
  });
  select.replaceChildren(...options);
  select.value = wanted.includes(chosen) ? chosen : "";
}

function entryOf(line: Line): HTMLElement {
  const entry = document.createElement("li");
  const details = document.createElement("details");
  const time = timeText(line.wall_ms, { timeStyle: "medium" });
  details.append(
    make(
      "summary",
      [line.seq, time, line.kind, `${line.origin}${line.path}`]
        .filter((part) => part !== "")
        .join(" · "),
    ),
  );
  details.addEventListener("toggle", () => void open(details, line.seq));
  entry.append(details);
  return entry;
}

/** Show a record exactly as it was handed over, and its picture. */
async function open(details: HTMLDetailsElement, seq: number): Promise<void> {
  for (const each of [...details.children].slice(1)) each.remove();
  if (!details.open) return;
  const found = await chrome.storage.session.get([RECORD + seq, PICTURE + seq]);
  const text = make(
    "pre",
    JSON.stringify(JSON.parse((found[RECORD + seq] as string | undefined) ?? "null"), null, 2),
  );
  text.tabIndex = 0; // what scrolls must be reached by the keyboard
  details.append(text);
  const picture = found[PICTURE + seq];
  if (picture === undefined) return;
  const image = document.createElement("img");
  image.alt = say("mydata_picture_alt", seq);
  image.src = `data:image/jpeg;base64,${picture}`;
  details.append(image);
}
