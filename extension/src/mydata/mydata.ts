// My data: what was recorded in this browser run, and what the person can know beside it.

import type { Looking, Overview, PolicyChange, ToBackground } from "../shared/messages.ts";
import { find, make, sayAll, sizeText, timeText } from "../shared/page.ts";
import { say, sayOr } from "../shared/speech.ts";
import { hearKeyControls, offerKey } from "./key.ts";
import { Records } from "./records.ts";

const REFRESH_MS = 2000;

interface PolicyStep {
  version: number;
  since_ms: number;
  changes: PolicyChange[];
}

function ask<T>(message: ToBackground): Promise<T | undefined> {
  return chrome.runtime.sendMessage(message);
}

function row(cells: [text: string, isNumber: boolean][]): HTMLElement {
  const made = document.createElement("tr");
  made.append(...cells.map(([text, isNumber]) => make("td", text, isNumber ? "number" : "")));
  return made;
}

let shown = "";

async function refresh(): Promise<void> {
  const overview = await ask<Overview>({ type: "overview", tab: null });
  if (overview === undefined) return;
  const older = (await chrome.storage.session.get("ringOlder"))["ringOlder"] as
    | Record<string, number>
    | undefined;
  const now = JSON.stringify([overview, older]);
  if (now === shown) return;
  shown = now;
  const words = say(`state_${overview.shape.replaceAll("-", "_")}`, overview.detail);
  find("state").textContent = words;
  renderDays(overview);
  const counted = Object.entries(older ?? {}).map(([kind, count]) => `${kind} ${count}`);
  find("older").hidden = counted.length === 0;
  find("older").textContent = say("mydata_older", counted.join(", "));
  offerExemption(overview);
  offerKey(overview.keySuite);
}

function renderDays({ days, today }: Overview): void {
  const rows = Object.entries(days)
    .sort(([a], [b]) => b.localeCompare(a))
    .flatMap(([day, { sites }]) =>
      Object.entries(sites).map(([id, { events, pictures, bytes }]) =>
        row([
          [day, false],
          [id === "" ? say("mydata_no_site") : id, false],
          [String(events), true],
          [String(pictures), true],
          [sizeText(bytes), true],
        ]),
      ),
    );
  find("days").replaceChildren(...rows);
  const bytes = Object.values(today.sites).reduce((sum, totals) => sum + totals.bytes, 0);
  find("sent").textContent = say("mydata_today", sizeText(bytes));
  const withheld = Object.entries(today.withheld).map(([reason, count]) =>
    make("li", `${sayReason(reason)}: ${count}`),
  );
  find("withheld").replaceChildren(...withheld);
}

function sayReason(reason: string): string {
  const named = /^name-(.*)$/.exec(reason);
  if (named !== null) return say("withheld_name", named[1] ?? "");
  return sayOr(`withheld_${reason.replaceAll("-", "_")}`, reason);
}

async function renderHistory(): Promise<void> {
  const steps = ((await chrome.storage.local.get("policies"))["policies"] ?? []) as PolicyStep[];
  const items = [...steps].reverse().map(({ version, since_ms, changes }, at) => {
    const item = document.createElement("li");
    const since = timeText(since_ms, { dateStyle: "medium", timeStyle: "short" });
    item.append(make("strong", say("mydata_policy_version", version, since)));
    const list = document.createElement("ul");
    for (const { what, detail, grows } of changes) {
      const sign = say(grows ? "mydata_grows" : "mydata_shrinks");
      list.append(make("li", `${sayOr(`change_${what}`, detail, detail)} (${sign})`));
    }
    const isFirst = at === steps.length - 1;
    if (changes.length === 0) {
      list.append(make("li", say(isFirst ? "mydata_policy_first" : "mydata_policy_same")));
    }
    item.append(list);
    return item;
  });
  find("history").replaceChildren(...items);
}

async function whoLooked(): Promise<void> {
  const answer = await ask<Looking>({ type: "who-looked" });
  const list = answer?.list ?? null;
  find("entries").hidden = list === null || list.entries.length === 0;
  find("faults").replaceChildren(
    ...(list?.faults ?? []).map((fault) => make("li", say("mydata_looked_fault", fault))),
  );
  if (list === null) {
    find("looked").textContent = say("mydata_looked_failed", answer?.sentence ?? "");
    return;
  }
  find("looked").textContent = list.entries.length === 0 ? say("mydata_looked_none") : "";
  const style = { dateStyle: "medium", timeStyle: "short" } as const;
  const minute = (value: number): string => timeText(value * 60_000, style);
  find("accesses").replaceChildren(
    ...[...list.entries].reverse().map((entry) =>
      row([
        [timeText(entry.wall_ms, style), false],
        [`${entry.reader} (${entry.key})`, false],
        [say(`command_${entry.command}`), false],
        [entry.reason, false],
        [`${minute(entry.first_minute)} – ${minute(entry.last_minute)}`, false],
      ]),
    ),
  );
}

/** The request names the site and nothing that was recorded; the person sends it, or nobody does. */
function offerExemption(overview: Overview): void {
  const select = find("exempt-site") as HTMLSelectElement;
  const matches = overview.sites.map(({ match }) => match);
  if ([...select.options].map(({ value }) => value).join() !== matches.join()) {
    select.replaceChildren(...matches.map((match) => make("option", match)));
  }
  const text = (): string => say("mydata_exempt_text", overview.organisation, select.value);
  const mail = find("exempt-mail") as HTMLAnchorElement;
  mail.hidden = overview.exemptionMail === null;
  const fit = (): void => {
    const subject = encodeURIComponent(say("mydata_exempt_subject"));
    mail.href = `mailto:${overview.exemptionMail}?subject=${subject}&body=${encodeURIComponent(text())}`;
  };
  fit();
  select.onchange = fit;
  find("exempt-file").onclick = () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text()], { type: "text/plain" }));
    link.download = "workglass-exemption.txt";
    link.click();
    URL.revokeObjectURL(link.href);
  };
}

sayAll("mydata_title");
find("ask").addEventListener("click", () => void whoLooked());
hearKeyControls();
void new Records().load();
void renderHistory();
void refresh();
setInterval(() => void refresh(), REFRESH_MS);
