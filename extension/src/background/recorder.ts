// Ties the parts of the service worker together: policy, notice, host, queue, pictures.
//
// Everything that must outlive this worker is in storage before anybody is told that it is safe;
// the browser may stop the worker at any moment.

import { uuid7 } from "../shared/identifiers.ts";
import type {
  FactsTaken,
  NoticeState,
  NumberedFact,
  Overview,
  Permission,
} from "../shared/messages.ts";
import { covers, isAllowed, levelOf, sitesOf } from "../shared/sites.ts";
import {
  type Gap,
  type Hello,
  type Policy,
  PROTOCOL,
  type SessionEnd,
  type Witness,
} from "../shared/wire.ts";
import { disclose } from "./disclosure.ts";
import { Documents } from "./documents.ts";
import { showState } from "./icon.ts";
import { fitToLevel } from "./level.ts";
import { browserName, clocks } from "./machine.ts";
import { Mirror } from "./mirror.ts";
import { openNotice, tell, tellEveryTab } from "./pages.ts";
import { beginPause, isPaused, type Length, offeredLengths, type Pause } from "./pause.ts";
import { Pictures } from "./pictures.ts";
import { placeOf, standingOf } from "./place.ts";
import { type PolicyState, readPolicy } from "./policy.ts";
import { HostPort } from "./port.ts";
import { droppedPicture, gap, Queue, type Unnumbered } from "./queue.ts";
import { injectIntoOpenTabs, permittedUrl, reconcileScripts } from "./registrations.ts";
import { compareScopes, grows, scopeOf } from "./scope.ts";
import { takeScreenshot } from "./screenshots.ts";
import { decideState, isRecording, type State, shapeOf, type TabView } from "./state.ts";
import * as storage from "./storage.ts";
import { TabLog } from "./tabs.ts";
import { Views } from "./views.ts";

const WITNESS_MS = 15_000;
const MINUTE_MS = 60_000;
const UNDER_WAY_MS = 3000;
const PAUSE_ALARM = "workglass-pause";

export class Recorder {
  private policy: PolicyState = { kind: "missing" };
  private acknowledged: storage.Acknowledgement | null = null;
  private profile = "";
  private witness: Witness | null = null;
  private witnessKept = 0;
  private queue: Queue | null = null;
  private documents = new Documents();
  private readonly tabs = new TabLog();
  private credit = 0;
  private mirror = new Mirror([], {}, {});
  private countsKept = 0;
  private pause: Pause | null = null;
  private state: State = { word: "not-configured", detail: "" };
  private work: Promise<unknown> = Promise.resolve();
  private generation = 0;
  private away: Gap["cause"] | null = null;
  /** When recording began; null while there is none. */
  private since: number | null = null;
  private policyChanging = false;
  private ended = false;
  private shown = "";
  private readonly views = new Views();
  private readonly port = new HostPort({
    hello: () => this.hello(),
    message: (message) => void this.inOrder(() => this.heard(message)),
    changed: (state) => {
      if (state.kind !== "open") this.credit = 0;
      void this.inOrder(() => this.refresh());
    },
  });
  private readonly pictures = new Pictures({
    intervalMs: () =>
      this.recording && this.policy.kind === "valid"
        ? this.policy.policy.screenshots.min_interval_ms
        : null,
    take: (trigger) =>
      takeScreenshot(
        trigger,
        (url) => permittedUrl(this.sites, url),
        () => this.generation,
        clocks,
      ),
    taken: async ({ event, image, nonce }) => {
      const seq = await this.keep(event, image, null);
      if (seq !== null) this.views.noteStored(nonce, seq);
    },
    dropped: async (trigger, reason) =>
      void (await this.keep(droppedPicture(trigger, clocks(), reason), null, null)),
    inOrder: (task) => this.inOrder(task),
  });
  readonly ready = this.inOrder(() => this.restore());

  private async restore(): Promise<void> {
    const { session, items, documents, since, away, pictures, mirror } =
      await storage.readSession();
    this.mirror = mirror;
    this.pause = await storage.readPause();
    // A pause that began in an earlier run of the browser is told in this one.
    this.away = away ?? (this.pause === null ? null : "paused");
    this.since = since;
    if (session !== null) {
      this.queue = new Queue(session.id, session.next, items, session.lost);
      this.documents = new Documents(documents);
      await this.pictures.restore(pictures);
    }
    this.profile = await storage.readProfile();
    this.witness = await storage.readWitness();
    this.acknowledged = await storage.readAcknowledgement();
    if (since !== null) this.port.resume();
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
    const before = this.policy.kind === "valid" ? this.policy.digest : "";
    this.policyChanging = true;
    const seen = await storage.readSeenVersion();
    this.policy = await readPolicy(await storage.readManagedPolicy(), seen);
    const policy = this.policy;
    if (policy.kind === "valid" && policy.policy.version > seen) {
      await storage.writeSeenVersion(policy.policy.version);
    }
    if (policy.kind === "valid") await this.noteHistory(policy.policy, policy.digest);
    const after = policy.kind === "valid" ? policy.digest : "";
    // The host has to compare the new policy with its own before anything goes on.
    if (before !== "" && before !== after) this.port.disconnect();
    await this.refresh();
    this.policyChanging = false;
    await this.fitScripts();
  }

  /** For the person: which policies were in force here, and what each changed. */
  private async noteHistory(policy: Policy, digest: string): Promise<void> {
    const last = (await storage.readHistory()).at(-1);
    if (last?.digest === digest) return;
    const scope = scopeOf(policy);
    const changes = last === undefined ? [] : compareScopes(last.scope, scope);
    const since_ms = Date.now();
    await storage.addToHistory({ version: policy.version, digest, since_ms, scope, changes });
  }

  /** Before the notice is acknowledged no script of ours runs in any page. */
  private async fitScripts(): Promise<void> {
    const sites = this.noticeAcknowledged ? this.sites : [];
    if (await reconcileScripts(sites)) await injectIntoOpenTabs(sites);
  }

  private get sites(): Policy["sites"] {
    return this.policy.kind === "valid" ? this.policy.policy.sites : [];
  }

  private get noticeAcknowledged(): boolean {
    const { policy, acknowledged } = this;
    if (policy.kind !== "valid" || acknowledged === null) return false;
    if (acknowledged.version !== policy.policy.notice.version) return false;
    return !grows(acknowledged.scope, scopeOf(policy.policy));
  }

  private get held(): boolean {
    return this.policy.kind === "valid" && this.policy.policy.hold;
  }

  private get paused(): boolean {
    return isPaused(this.pause, Date.now());
  }

  private get recording(): boolean {
    return isRecording(this.state);
  }

  /** Decide the state anew, show it, and tell the pages when recording starts or stops. */
  async refresh(): Promise<void> {
    // A pause over the start of a browser leaves nothing at all, not even that it was started.
    if (this.noticeAcknowledged && !this.held && (!this.paused || this.queue !== null)) {
      await this.ensureSession();
      this.port.connect();
    }
    const was = this.recording;
    const person = { acknowledged: this.noticeAcknowledged, paused: this.paused };
    this.state = decideState(this.policy, person, this.port.state);
    if (was && !this.recording) await this.stopPictures();
    await this.afterAbsence(was);
    if (was !== this.recording) {
      this.since = this.recording ? (this.since ?? Date.now()) : null;
      await storage.writeRecording(this.since, this.away);
      void tellEveryTab({ type: "ask-again" }); // a page that is busy must not hold up the others' records
    }
    const shown = this.state.word + this.state.detail;
    if (this.shown !== shown) void this.showEverywhere();
    this.shown = shown;
    if (this.state.word === "waiting-for-notice" && this.policy.kind === "valid") {
      const flag = `noticeShown:${this.policy.policy.version}`;
      if (await storage.takeFlag(flag)) await openNotice();
    }
  }

  /** What an interruption cost is told as a gap; nobody can know how many records it was. */
  private async afterAbsence(was: boolean): Promise<void> {
    if (was && !this.recording) {
      const [away = "host-missing"] = [
        ...(this.held ? (["on-hold"] as const) : []),
        ...(this.paused ? (["paused"] as const) : []),
        ...(this.policyChanging ? (["policy-changed"] as const) : []),
      ];
      this.away = away;
    } else if (this.away !== null && this.recording) {
      await this.keep(gap(null, this.away, clocks()), null, null);
      this.away = null;
      this.pause = null;
      await storage.writePause(null);
    }
  }

  private async ensureSession(): Promise<void> {
    if (this.policy.kind !== "valid") return;
    if (this.queue === null) {
      const id = uuid7(Date.now(), crypto.getRandomValues(new Uint8Array(10)));
      this.queue = new Queue(id, 1);
      await this.keep(
        {
          kind: "control",
          what: "session-start",
          ...clocks(),
          extension_version: chrome.runtime.getManifest().version,
          browser: browserName(),
          policy_version: this.policy.policy.version,
        },
        null,
        null,
      );
    }
    const acknowledged = this.acknowledged;
    if (acknowledged !== null && !acknowledged.recorded) {
      await this.keep(
        {
          kind: "control",
          what: "notice-acknowledged",
          wall_ms: acknowledged.wall_ms,
          mono_ms: clocks().mono_ms,
          notice_version: acknowledged.version,
          notice_digest: acknowledged.digest,
          locale: acknowledged.locale,
        },
        null,
        null,
      );
      this.acknowledged = { ...acknowledged, recorded: true };
      await storage.writeAcknowledgement(this.acknowledged);
    }
  }

  private hello(): Hello | null {
    if (
      this.policy.kind !== "valid" ||
      this.queue === null ||
      !this.noticeAcknowledged ||
      this.held
    )
      return null;
    return {
      type: "hello",
      protocol: PROTOCOL,
      extension_version: chrome.runtime.getManifest().version,
      profile: this.profile,
      session: this.queue.session,
      policy_digest: this.policy.digest,
      policy_version: this.policy.policy.version,
      notice_version: this.acknowledged?.version ?? 0,
      acknowledged: this.queue.acknowledged,
      witness: this.witness,
    };
  }

  private async heard(
    message: Parameters<ConstructorParameters<typeof HostPort>[0]["message"]>[0],
  ): Promise<void> {
    const queue = this.queue;
    if (queue === null) return;
    if (message.type === "welcome") {
      this.credit = message.credit;
      await storage.removeItems(queue.restart(message.last_seq));
    } else if (message.session === queue.session) {
      await storage.removeItems(queue.acknowledge(message.seq));
      await this.remember(message.witness);
      await this.store(queue.tellLost(clocks()).put, null);
    }
    this.sendWaiting();
  }

  /**
   * Keep the head that the host has acknowledged: whoever puts an earlier copy of its store in
   * place is found out at the next hello. Written now and then, since every write costs the disk.
   */
  private async remember(witness: Witness | null): Promise<void> {
    if (witness === null) return;
    this.witness = witness;
    if (Date.now() - this.witnessKept < WITNESS_MS) return;
    this.witnessKept = Date.now();
    await storage.writeWitness(witness);
  }

  private sendWaiting(): void {
    if (this.credit === 0) return; // before the host's welcome
    for (const message of this.queue?.toSend(this.credit) ?? []) this.port.send(message);
  }

  /** Number an event, store it, send it. Returns its number, or null if there was no room. */
  private async keep(
    event: Unnumbered,
    image: string | null,
    document: { id: string; last: number } | null,
  ): Promise<number | null> {
    const queue = this.queue;
    if (queue === null) return null;
    const { seq, changes } = queue.add(event, image, clocks());
    if (seq !== null && this.wantsPicture(event)) this.pictures.expect(seq);
    await this.store(changes.put, document);
    this.sendWaiting();
    return seq;
  }

  private async store(
    items: Parameters<typeof storage.writeProgress>[1],
    document: { id: string; last: number } | null,
  ): Promise<void> {
    const queue = this.queue;
    if (queue === null || (items.length === 0 && document === null)) return;
    const session = { id: queue.session, next: queue.next, lost: queue.untold };
    const seen = this.mirror.take(items, this.sites, new Date());
    await storage.writeProgress(session, items, document, this.pictures.open, seen);
    if (Date.now() - this.countsKept < WITNESS_MS) return;
    this.countsKept = Date.now();
    await storage.writeCounts(this.mirror.counts);
  }

  /** May the page of this frame be recorded? If so, what it has seen already is taken. */
  async permission(
    document: string,
    acknowledged: number,
    facts: NumberedFact[],
    pathname: string | null,
    sender: chrome.runtime.MessageSender,
  ): Promise<Permission> {
    const standing = this.recording ? standingOf(sender, pathname, this.sites) : null;
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
    const pointerPath = this.policy.kind === "valid" && this.policy.policy.pointer_path;
    const mark = this.policy.kind === "valid" ? this.policy.policy.employee.mark : "bottom-right";
    return { record: true, sites: standing.sites, pointerPath, mark, taken };
  }

  /** Take facts of a document: each once, in order, with a gap where numbers are missing. */
  async takeFacts(
    document: string,
    acknowledged: number,
    facts: NumberedFact[],
    sender: chrome.runtime.MessageSender,
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
      if (fact.wall_ms < this.since) continue;
      const place = placeOf(sender, document, path, this.sites);
      if (place === null) continue; // a page that is not recorded leaves no trace, not even a gap
      if (missing > 0) await this.keep(gap(missing, "page-lost", clocks()), null, null);
      const opened = this.tabs.arrive(place, this.since);
      const told = fitToLevel(this.tabs.explain(fact, place), place, this.sites);
      const event = { ...told, place, number: n } as Unnumbered;
      const seq = await this.keep(event, null, { id: document, last });
      if (opened !== null) await this.keep(opened, null, null);
      if (seq === null) continue;
      const view = this.views.viewOf({ fact, n, before, seq, place }, clocks());
      if (view !== null) await this.keep(view, null, null);
      if (!this.wantsPicture(event)) continue;
      const reason = event.kind === "navigation" ? "settled-after-load" : "settled-after-action";
      await this.pictures.want({ tab: place.tab, seq, place, reason });
    }
    await this.store([], { id: document, last });
    const forgotten = this.documents.note(document, last);
    if (forgotten.length > 0) await storage.removeDocuments(forgotten);
    return { taken: last };
  }

  private wantsPicture(event: Unnumbered): boolean {
    if (this.policy.kind !== "valid" || !this.policy.policy.screenshots.enabled) return false;
    return event.kind === "click" || event.kind === "dropdown" || event.kind === "navigation";
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
    if (isAllowed(this.sites, origin, path)) await this.keep(closed, null, null);
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
    if (this.queue === null || this.ended) return;
    await this.stopPictures();
    await this.keep({ kind: "control", what: "session-end", ...clocks(), cause }, null, null);
    this.ended = true;
  }

  /** The tab shows another address; its page may have come from one that is not recorded. */
  async tabRouted(id: number, url: string): Promise<void> {
    if (this.recording && permittedUrl(this.sites, url) !== null)
      await tell(id, { type: "routed" });
  }

  /** The icon says that a page is recorded only if the page says so itself. */
  async viewOf(tab: chrome.tabs.Tab): Promise<TabView> {
    const permitted = permittedUrl(this.sites, tab.url);
    const address = webAddress(tab.url);
    const covered =
      address !== null &&
      sitesOf(this.sites, address.origin).some((site) =>
        covers(site, address.origin, address.pathname),
      );
    const recorded =
      permitted !== null &&
      this.recording &&
      (await tell(tab.id ?? -1, { type: "recording" }, 0)) === true;
    const wordless =
      address !== null && levelOf(this.sites, address.origin, address.pathname) === "outline";
    return {
      listed: permitted !== null,
      denied: covered && permitted === null,
      recorded,
      wordless,
    };
  }

  async showTab(id: number): Promise<void> {
    const tab = await chrome.tabs.get(id).catch(() => undefined);
    if (tab !== undefined) await showState(this.state, { id, ...(await this.viewOf(tab)) });
  }

  private async showEverywhere(): Promise<void> {
    await showState(this.state, null);
    for (const tab of await chrome.tabs.query({})) {
      if (tab.id !== undefined) void this.showTab(tab.id);
    }
  }

  /** What the person sees of it all; `tab` is the one that the question is about. */
  async overview(tab: chrome.tabs.Tab | undefined): Promise<Overview> {
    const shape = tab === undefined ? this.state.word : shapeOf(this.state, await this.viewOf(tab));
    const policy = this.policy.kind === "valid" ? this.policy.policy : null;
    return {
      shape,
      detail: this.state.detail,
      // While nothing could be recorded anyway there is nothing to pause.
      pauses: policy === null || !this.noticeAcknowledged ? [] : offeredLengths(policy.employee),
      pausedUntil: this.paused ? (this.pause?.until ?? null) : null,
      today: this.mirror.today(new Date()),
      days: this.mirror.counts,
      sites: this.sites.map(({ id, match }) => ({ id, match })),
      exemptionMail: policy?.employee.exemption_mail ?? null,
      organisation: policy?.organisation ?? "",
      contact: policy?.notice.contact ?? "",
    };
  }

  /** Stop every kind of record in every tab; what is under way is not taken any more. */
  async beginPause(length: Length): Promise<void> {
    if (this.policy.kind !== "valid") return;
    const pause = beginPause(length, this.policy.policy.employee, Date.now());
    if (pause === null) return;
    this.pause = pause;
    if (this.queue !== null) this.away = "paused";
    await storage.writePause(pause);
    void chrome.alarms.create(PAUSE_ALARM, { when: pause.until });
    this.tabs.forget();
    await this.refresh();
  }

  async endPause(): Promise<void> {
    if (this.pause === null) return;
    this.pause = { until: 0 };
    await storage.writePause(this.pause);
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
      await this.forgetWaiting(since, false);
    });
    const deadline = Date.now() + UNDER_WAY_MS;
    while (this.queue?.isUnderWay === true && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await this.inOrder(() => this.forgetWaiting(since, true));
  }

  private async forgetWaiting(sinceMs: number, sent: boolean): Promise<void> {
    const changes = this.queue?.forget(sinceMs, clocks(), sent);
    if (changes !== undefined) await this.store(changes.put, null);
    await storage.removeMemories(this.mirror.clear());
    this.sendWaiting();
  }

  noticeState(): NoticeState {
    const { word, detail } = this.state;
    const state = { state: word, detail };
    if (this.policy.kind !== "valid") return { ...state, notice: null, acknowledged: false };
    const { policy } = this.policy;
    const before = this.acknowledged?.scope;
    return {
      ...state,
      acknowledged: this.noticeAcknowledged,
      notice: disclose(policy),
      changes: before === undefined ? [] : compareScopes(before, scopeOf(policy)),
    };
  }

  async acknowledge(version: number, digest: string, locale: string): Promise<void> {
    if (this.policy.kind !== "valid" || version !== this.policy.policy.notice.version) return;
    const scope = scopeOf(this.policy.policy);
    this.acknowledged = { version, digest, locale, wall_ms: Date.now(), scope, recorded: false };
    await storage.writeAcknowledgement(this.acknowledged);
    await this.refresh();
    await this.fitScripts();
  }

  /** Called by an alarm: a worker without a port must try again on its own. */
  async wake(): Promise<void> {
    await storage.writeCounts(this.mirror.counts);
    await this.refresh();
  }
}

function webAddress(url: string | undefined): URL | null {
  const address = url !== undefined && URL.canParse(url) ? new URL(url) : null;
  return address !== null && /^https?:$/.test(address.protocol) ? address : null;
}
