// What the person is shown of the state: the icon of every tab, and the overview of the popup.

import type { Overview } from "../shared/messages.ts";
import type { Gate } from "./gate.ts";
import { showState } from "./icon.ts";
import type { Marks } from "./marks.ts";
import type { Mirror } from "./mirror.ts";
import { viewTab } from "./pages.ts";
import { offeredLengths } from "./pause.ts";
import { isRecording, type State, shapeOf, type TabView } from "./state.ts";

export class Display {
  private shown = "";

  constructor(
    private readonly gate: Gate,
    private readonly marks: Marks,
    private readonly state: () => State,
  ) {}

  /** Show the state everywhere if it has changed. */
  update(): void {
    const { word, detail } = this.state();
    const shown = word + detail;
    if (this.shown !== shown) void this.showEverywhere();
    this.shown = shown;
  }

  /** The icon says that a page is recorded only if the page says so itself. */
  private viewOf(tab: chrome.tabs.Tab): Promise<TabView> {
    const isMarked = tab.id !== undefined && this.marks.has(tab.id);
    return viewTab(tab, this.gate.sites, isRecording(this.state()), isMarked);
  }

  async showTab(id: number): Promise<void> {
    const tab = await chrome.tabs.get(id).catch(() => undefined);
    if (tab !== undefined) await showState(this.state(), { id, ...(await this.viewOf(tab)) });
  }

  private async showEverywhere(): Promise<void> {
    await showState(this.state(), null);
    for (const tab of await chrome.tabs.query({})) {
      if (tab.id !== undefined) void this.showTab(tab.id);
    }
  }

  /** What the person sees of it all; `tab` is the one that the question is about. */
  async overview(tab: chrome.tabs.Tab | undefined, mirror: Mirror): Promise<Overview> {
    const state = this.state();
    const shape = tab === undefined ? state.word : shapeOf(state, await this.viewOf(tab));
    const { policy } = this.gate;
    return {
      shape,
      detail: state.detail,
      // While nothing could be recorded anyway there is nothing to pause.
      pauses:
        policy === null || !this.gate.noticeAcknowledged ? [] : offeredLengths(policy.employee),
      pausedUntil: this.gate.pausedUntil,
      today: mirror.today(new Date()),
      days: mirror.counts,
      sites: this.gate.sites.map(({ id, match }) => ({ id, match })),
      exemptionMail: policy?.employee.exemption_mail ?? null,
      keySuite: policy?.personal_recipient
        ? (policy.recipients[0]?.members[0]?.suite ?? null)
        : null,
      organisation: policy?.organisation ?? "",
      contact: policy?.notice.contact ?? "",
    };
  }
}
