// The popup: what is going on in this tab and why, today in numbers, pause and forget.

import type { Forgetting, Overview, ToBackground } from "../shared/messages.ts";
import { find, make, sayAll, timeText } from "../shared/page.ts";
import { say } from "../shared/speech.ts";

const FORGET_MINUTES = [5, 15, 60];
const REFRESH_MS = 1000;

function ask<T>(message: ToBackground): Promise<T | undefined> {
  return chrome.runtime.sendMessage(message);
}

/** The tab that the popup hangs over; opened as a page of its own, the one that was last in front. */
async function findTab(): Promise<number | null> {
  const own = chrome.runtime.getURL("");
  const tabs = await chrome.tabs.query({ lastFocusedWindow: true });
  const others = tabs.filter(({ url, pendingUrl }) => !(url ?? pendingUrl ?? "").startsWith(own));
  const front = others.find(({ active }) => active);
  const last = others.sort((a, b) => (b.lastAccessed ?? 0) - (a.lastAccessed ?? 0))[0];
  return (front ?? last)?.id ?? null;
}

/** Only a person's own press counts, in whatever page this may be shown. */
function onPress(button: HTMLElement, task: () => Promise<void>): void {
  button.addEventListener("click", (event) => {
    if (event.isTrusted) void task();
  });
}

function button(text: string, task: () => Promise<void>): HTMLElement {
  const made = make("button", text);
  made.setAttribute("type", "button");
  onPress(made, task);
  return made;
}

let offered = "";

function renderPause(overview: Overview): void {
  const { pauses, pausedUntil } = overview;
  find("pausing").hidden = pauses.length === 0 && pausedUntil === null;
  const isPaused = pausedUntil !== null;
  find("paused").hidden = !isPaused;
  find("resume").hidden = !isPaused;
  find("pauses").hidden = isPaused;
  const until = isPaused
    ? timeText(pausedUntil, { weekday: "short", hour: "2-digit", minute: "2-digit" })
    : "";
  const words = say("popup_paused_until", until);
  if (find("paused").textContent !== words) find("paused").textContent = words;
  // Buttons that are there stay: the keyboard may be on one of them.
  if (offered === pauses.join()) return;
  offered = pauses.join();
  find("pauses").replaceChildren(
    ...pauses.map((length) =>
      button(
        length === "tomorrow" ? say("popup_pause_tomorrow") : say("popup_pause_minutes", length),
        async () => {
          await ask({ type: "pause", length });
          await refresh();
          find("resume").focus();
        },
      ),
    ),
  );
}

function renderToday({ today, sites }: Overview): void {
  const rows = Object.entries(today.sites)
    .filter(([id, totals]) => id !== "" && totals.events + totals.pictures > 0)
    .map(([id, totals]) => {
      const row = document.createElement("tr");
      const name = make("th", id);
      name.setAttribute("scope", "row");
      name.title = sites.find((site) => site.id === id)?.match ?? "";
      const [events, pictures] = [String(totals.events), String(totals.pictures)];
      row.append(name, make("td", events, "number"), make("td", pictures, "number"));
      return row;
    });
  find("nothing").hidden = rows.length > 0;
  find("totals").hidden = rows.length === 0;
  find("sites").replaceChildren(...rows);
}

let shownPicture = "";

async function renderPicture(): Promise<void> {
  const keys = (await chrome.storage.session.getKeys()).filter((key) => key.startsWith("picture:"));
  const last = keys.sort((a, b) => numberOf(a) - numberOf(b)).at(-1) ?? "";
  find("picture").hidden = last === "";
  if (last === shownPicture) return;
  shownPicture = last;
  if (last === "") return;
  const image = find("last") as HTMLImageElement;
  image.alt = say("popup_last_alt");
  image.src = `data:image/jpeg;base64,${(await chrome.storage.session.get(last))[last]}`;
}

function numberOf(key: string): number {
  return Number(key.slice(key.indexOf(":") + 1));
}

function offerForgetting(): void {
  let chosen = 0;
  let pressed: HTMLElement | null = null;
  find("forgets").replaceChildren(
    ...FORGET_MINUTES.map((minutes) => {
      const made = button(say("popup_forget_minutes", minutes), async () => {
        chosen = minutes;
        pressed = made;
        find("question").textContent = say("popup_forget_sure", minutes);
        find("sure").hidden = false;
        find("yes").focus();
      });
      return made;
    }),
  );
  const leave = (): void => {
    find("sure").hidden = true;
    pressed?.focus();
  };
  onPress(find("no"), async () => leave());
  onPress(find("yes"), async () => {
    leave();
    for (const each of find("forgets").children) (each as HTMLButtonElement).disabled = true;
    find("forgotten").textContent = say("popup_forgetting");
    const answer = await ask<Forgetting>({ type: "forget", minutes: chosen });
    find("forgotten").textContent = tellForgotten(answer);
    for (const each of find("forgets").children) (each as HTMLButtonElement).disabled = false;
    await refresh();
  });
}

function tellForgotten(answer: Forgetting | undefined): string {
  const counts = answer?.counts ?? null;
  if (answer === undefined || counts === null) {
    return say("popup_incomplete", answer?.sentence ?? "");
  }
  const said = [say("popup_forgotten", counts.events, counts.screenshots)];
  if (counts.earlier_minutes > 0) said.push(say("popup_earlier", counts.earlier_minutes));
  if (counts.at_collector > 0) said.push(say("popup_at_collector", counts.at_collector));
  if (!answer.done) said.push(say("popup_incomplete", ""));
  return said.join(" ");
}

let tab: number | null = null;

async function refresh(): Promise<void> {
  const overview = await ask<Overview>({ type: "overview", tab });
  if (overview === undefined) return;
  const words = say(`state_${overview.shape.replaceAll("-", "_")}`, overview.detail);
  if (find("state").textContent !== words) find("state").textContent = words;
  renderPause(overview);
  renderToday(overview);
  await renderPicture();
}

async function begin(): Promise<void> {
  sayAll("popup_title");
  onPress(find("resume"), async () => {
    await ask({ type: "resume" });
    await refresh();
    (find("pauses").firstElementChild as HTMLElement | null)?.focus();
  });
  offerForgetting();
  tab = await findTab();
  await refresh();
  setInterval(() => void refresh(), REFRESH_MS);
}

void begin();
