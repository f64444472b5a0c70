// Ties the parts of the service worker together: policy, notice, host, queue, pictures.
//
// Everything that must outlive this worker is in storage before anybody is told that it is safe;
// the browser may stop the worker at any moment.

import type {
  FactsTaken,
  NoticeState,
  NumberedFact,
  Overview,
  Permission,
} from "../shared/messages.ts";
import { isAllowed, picturesOf } from "../shared/sites.ts";
import type { Gap, Policy, SessionEnd } from "../shared/wire.ts";
import { Delivery } from "./delivery.ts";
import { Display } from "./display.ts";
import { Documents } from "./documents.ts";
import { Gate } from "./gate.ts";
import { fitToLevel } from "./level.ts";
import { clocks } from "./machine.ts";
import { Marks } from "./marks.ts";
import { openNotice, tell, tellEveryTab } from "./pages.ts";
import type { Length } from "./pause.ts";
import { Pictures } from "./pictures.ts";
import { hasLeft, placeOf, type Sender, standingOf } from "./place.ts";
import { HostPort } from "./port.ts";
import { droppedPicture, gap, type Unnumbered } from "./queue.ts";
import { injectIntoOpenTabs, permittedUrl, reconcileScripts } from "./registrations.ts";
import { takeScreenshot } from "./screenshots.ts";
import { isRecording, type State } from "./state.ts";
import * as storage from "./storage.ts";
import { TabLog } from "./tabs.ts";
import { Views } from "./views.ts";

const MINUTE_MS = 60_000;
const UNDER_WAY_MS = 3000;
const PAUSE_ALARM = "workglass-pause";

export class Recorder {
  private readonly gate = new Gate();
  private documents = new Documents();
  private readonly tabs = new TabLog();
  private state: State = { word: "not-configured", detail: "" };
  private work: Promise<unknown> = Promise.resolve();
  private generation = 0;
  private away: Gap["cause"] | null = null;
  /** When recording began; null while there is none. */
  private since: number | null = null;
  private policyChanging = false;
  private ended = false;
  private readonly views = new Views();
  private readonly marks = new Marks((tab) => void tell(tab, { type: "ask-again" }));
  private readonly display = new Display(this.gate, this.marks, () => this.state);
  private readonly port = new HostPort({
    hello: () => this.delivery.hello(),
    message: (message) => void this.inOrder(() => this.delivery.hear(message)),
    changed: (state) => {
      if (state.kind !== "open") this.delivery.pause();
      void this.inOrder(() => this.refresh());
    },
  });
  private readonly delivery = new Delivery(this.gate, {
    send: (message) => this.port.send(message),
    numbered: (seq, event) => {
      if (this.wantsPicture(event)) this.pictures.expect(seq);
    },
    openPictures: () => this.pictures.open,
  });
  private readonly pictures = new Pictures({
    intervalMs: () =>
      this.recording ? (this.gate.policy?.screenshots.min_interval_ms ?? null) : null,
    take: (trigger) =>
      takeScreenshot(
        trigger,
        (url) => permittedUrl(this.sites, url),
        ({ origin, path }) => picturesOf(this.sites, origin, path),
        () => this.generation,
        clocks,
      ),
    taken: async ({ event, image, nonce }) => {
      const seq = await this.delivery.keep(event, image);
      if (seq !== null) this.views.noteStored(nonce, seq);
    },
    dropped: async (trigger, reason) =>
      void (await this.delivery.keep(droppedPicture(trigger, clocks(), reason))),
    inOrder: (task) => this.inOrder(task),
  });
  readonly ready = this.inOrder(() => this.restore());

  private async restore(): Promise<void> {
    const memory = await storage.readMemory();
    await this.gate.restore();
    await this.delivery.restore(memory);
    // A pause that began in an earlier run of the browser is told in this one.
    this.away = memory.away ?? (this.gate.hasPause ? "paused" : null);
    this.since = memory.since;
    if (memory.session !== null) {
      this.documents = new Documents(memory.documents);
      await this.pictures.restore(memory.pictures);
    }
    if (memory.since !== null) this.port.resume();
    await this.loadPolicy();
  }

  /** One thing after the other: numbers are given and stored in one order. */
  inOrder<T>(task: () => Promise<T>): Promise<T> {
    const done = this.work.then(task, task);
    this.work = done.catch(() => undefined);
    return done;
  }

  /** Read the policy, fit registrations to it, connect or let go of the host. */
  async loadPolicy(): Promise<void> {
    this.policyChanging = true;
    // The host has to compare the new policy with its own before anything goes on.
    if (await this.gate.load()) this.port.disconnect();
    await this.refresh();
    this.policyChanging = false;
    await this.fitScripts();
  }

  /** Before the notice is acknowledged no script of ours runs in any page. */
  private async fitScripts(): Promise<void> {
    const sites = this.gate.noticeAcknowledged ? this.sites : [];
    if (await reconcileScripts(sites)) await injectIntoOpenTabs(sites);
  }

  private get sites(): Policy["sites"] {
    return this.gate.sites;
  }

  private get recording(): boolean {
    return isRecording(this.state);
  }

  /** Decide the state anew, show it, and tell the pages when recording starts or stops. */
  async refresh(): Promise<void> {
    // A pause over the start of a browser leaves nothing at all, not even that it was started.
    const { policy, paused, held } = this.gate;
    const mayBegin = !held && (!paused || this.delivery.hasBegun);
    if (policy !== null && this.gate.noticeAcknowledged && mayBegin) {
      await this.delivery.begin(policy);
      this.port.connect();
    }
    const was = this.recording;
    this.state = this.gate.decide(this.port.state);
    if (was && !this.recording) await this.stopPictures();
    await this.afterAbsence(was);
    if (was !== this.recording) {
      this.since = this.recording ? (this.since ?? Date.now()) : null;
      await storage.writeRecording(this.since, this.away);
      void tellEveryTab({ type: "ask-again" }); // a page that is busy must not hold up the others' records
    }
    this.display.update();
    if (this.state.word === "waiting-for-notice" && policy !== null) {
      const flag = `noticeShown:${policy.version}`;
      if (await storage.takeFlag(flag)) await openNotice();
    }
  }

  /** What an interruption cost is told as a gap; nobody can know how many records it was. */
  private async afterAbsence(was: boolean): Promise<void> {
    if (was && !this.recording) {
      // Outside of its hours and regions nobody expects records.
      if (/^outside-/.test(this.state.word)) return;
      this.away = this.reasonToStop();
    } else if (this.away !== null && this.recording) {
      await this.delivery.keep(gap(null, this.away, clocks()));
      this.away = null;
      await this.gate.settle();
    }
  }

  private reasonToStop(): Gap["cause"] {
    if (this.gate.held) return "on-hold";
    if (this.gate.paused) return "paused";
    // The host may be the first to see another policy.
    const host = this.port.state;
    const isRefused = host.kind === "refused" && /^policy-/.test(host.code ?? "");
    return this.policyChanging || isRefused ? "policy-changed" : "host-missing";
  }

  /** May the page of this frame be recorded? If so, what it has seen already is taken. */
  async permission(
    document: string,
    acknowledged: number,
    facts: NumberedFact[],
    pathname: string | null,
    marked: boolean,
    sender: Sender,
  ): Promise<Permission> {
    const isMarked = this.marks.note(sender, marked);
    const mayStand = this.recording && !isMarked;
    const standing = mayStand ? standingOf(sender, pathname, this.sites) : null;
    if (standing === null) {
      const sites: Policy["sites"] = [];
      return {
        record: false,
        sites,
        pointerPath: false,
        mark: "bottom-right",
        taken: this.documents.lastOf(document, acknowledged),
      };
    }
    const placed = facts.map((fact) => ({ ...fact, path: fact.path ?? standing.path }));
    const { taken } = await this.takeFacts(document, acknowledged, placed, sender);
    const pointerPath = this.gate.policy?.pointer_path ?? false;
    const mark = this.gate.policy?.employee.mark ?? "bottom-right";
    return { record: true, sites: standing.sites, pointerPath, mark, taken };
  }

  /** Take facts of a document: each once, in order, with a gap where numbers are missing. */
  async takeFacts(
    document: string,
    acknowledged: number,
    facts: NumberedFact[],
    sender: Sender,
  ): Promise<FactsTaken> {
    let last = this.documents.lastOf(document, acknowledged);
    // Not now: the page keeps them, and if it is told to stop their numbers will be missing.
    if (!this.recording || this.ended || this.since === null) return { taken: last };
    // A clock that was set back must not make what happens now look like what happened before.
    this.since = Math.min(this.since, Date.now());
    for (const { n, path, before, fact } of facts) {
      if (n <= last) continue;
      const missing = n - last - 1;
      last = n;
      // A page may have slept since an earlier recording, and have seen things in between.
      if (fact.wall_ms < this.since || !this.gate.isTime(fact.wall_ms)) continue;
      const place = placeOf(sender, document, path, this.sites);
      // What is not recorded leaves no trace, not even a gap.
      if (place === null || this.tabs.mayBeOfAbsence(fact, place)) continue;
      if (missing > 0) await this.delivery.keep(gap(missing, "page-lost", clocks()));
      // The tab of a document that was left may show what nobody is told of.
      const opened = hasLeft(sender) ? null : this.tabs.arrive(place, this.since);
      const told = fitToLevel(this.tabs.explain(fact, place), place, this.sites);
      const event = { ...told, place, number: n } as Unnumbered;
      const seq = await this.delivery.keep(event, null, { id: document, last });
      if (opened !== null) await this.delivery.keep(opened);
      if (seq === null) continue;
      const view = this.views.viewOf({ fact, n, before, seq, place }, clocks());
      if (view !== null) await this.delivery.keep(view);
      if (!this.wantsPicture(event)) continue;
      const reason = event.kind === "navigation" ? "settled-after-load" : "settled-after-action";
      await this.pictures.want({ tab: place.tab, seq, place, reason });
    }
    await this.delivery.noteDocument(document, last);
    const forgotten = this.documents.note(document, last);
    if (forgotten.length > 0) await storage.removeDocuments(forgotten);
    return { taken: last };
  }

  private wantsPicture(event: Unnumbered): boolean {
    if (this.gate.policy?.screenshots.enabled !== true) return false;
    if (event.kind !== "click" && event.kind !== "dropdown" && event.kind !== "navigation") {
      return false;
    }
    return picturesOf(this.sites, event.place.origin, event.place.path) !== "none";
  }

  private async stopPictures(): Promise<void> {
    this.generation += 1;
    await this.pictures.stop();
  }

  tabOpened(tab: number, opener: number | undefined): void {
    this.tabs.open(tab, opener ?? null, clocks());
  }

  /** A tab that shows a page that is not recorded leaves no trace, not even at its end. */
  tabShows(tab: number, url: string | undefined): void {
    if (permittedUrl(this.sites, url) === null) this.tabs.leave(tab);
  }

  async tabClosed(tab: number): Promise<void> {
    const closed = this.tabs.close(tab, clocks());
    if (closed === null || !this.recording || this.ended) return;
    const { origin, path } = closed.place;
    if (isAllowed(this.sites, origin, path)) await this.delivery.keep(closed);
  }

  /** Something may show another page now; a picture under way is not trusted. */
  pageMayHaveChanged(): void {
    this.generation += 1;
  }

  async tabShown(tab: number): Promise<void> {
    this.generation += 1;
    if (this.recording) await tell(tab, { type: "shown" }, 0);
    await this.showTab(tab);
  }

  /**
   * Say goodbye, so that the end of this session is not taken for a crash. A browser that closes
   * gives no time to do so without leaving out what happened last; the next start accounts for it.
   */
  async endSession(cause: SessionEnd["cause"]): Promise<void> {
    if (!this.delivery.hasBegun || this.ended) return;
    await this.stopPictures();
    await this.delivery.keep({ kind: "control", what: "session-end", ...clocks(), cause });
    this.ended = true;
  }

  /** The tab shows another address; its page may have come from one that is not recorded. */
  async tabRouted(id: number, url: string): Promise<void> {
    if (!this.recording) return;
    // Frames do not know where their page goes.
    const isPermitted = permittedUrl(this.sites, url) !== null;
    // What came before it comes first.
    await this.inOrder(async () => this.tabs.route(id, isPermitted, Date.now()));
    await tell(id, { type: isPermitted ? "routed" : "ask-again" });
  }

  showTab(id: number): Promise<void> {
    return this.display.showTab(id);
  }

  overview(tab: chrome.tabs.Tab | undefined): Promise<Overview> {
    return this.display.overview(tab, this.delivery.mirror);
  }

  /** Stop every kind of record in every tab; what is under way is not taken any more. */
  async beginPause(length: Length): Promise<void> {
    const pause = await this.gate.begin(length);
    if (pause === null) return;
    if (this.delivery.hasBegun) this.away = "paused";
    void chrome.alarms.create(PAUSE_ALARM, { when: pause.until });
    this.tabs.forget();
    await this.refresh();
  }

  async endPause(): Promise<void> {
    if (!this.gate.paused) return;
    await this.gate.end();
    this.tabs.forget();
    await this.refresh();
  }

  /** Forget the last minutes here; the host is asked for the rest when nothing is under way to it. */
  async forgetHere(minutes: number): Promise<void> {
    const since = Date.now() - minutes * MINUTE_MS;
    await this.inOrder(async () => {
      await this.stopPictures();
      // What pages have seen and not told yet is forgotten as well.
      if (this.since !== null) this.since = Date.now();
      this.tabs.forget();
      this.views.forget();
      await this.delivery.forget(since, false);
    });
    const deadline = Date.now() + UNDER_WAY_MS;
    while (this.delivery.isUnderWay && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await this.inOrder(() => this.delivery.forget(since, true));
  }

  noticeState(): NoticeState {
    return this.gate.describe(this.state);
  }

  async acknowledge(version: number, digest: string, locale: string): Promise<void> {
    if (!(await this.gate.acknowledge(version, digest, locale))) return;
    await this.refresh();
    await this.fitScripts();
  }

  /** Called by an alarm: a worker without a port must try again on its own. */
  async wake(): Promise<void> {
    await this.delivery.keepCounts();
    await this.refresh();
  }
}
