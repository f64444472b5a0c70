// Keeps watch over the page around a screenshot: what to paint, and whether anything moved.

import type { Armed, Disarmed, Shape } from "../shared/messages.ts";
import { Cost } from "./cost.ts";
import { ChangeCounter, nextFrame } from "./frames.ts";
import { effort } from "./guard.ts";
import { pictures } from "./level.ts";
import { collectMasks, digest, isTooLarge, type Masks } from "./masks.ts";
import { Motion, movesMasked } from "./motion.ts";
import { survey } from "./outline.ts";
import { isPageShown } from "./page.ts";
import { popupMayShow } from "./popups.ts";
import { atOnce } from "./slices.ts";
import { Still } from "./still.ts";

const PATIENCE_MS = 2500;
/** A busy browser may show for so long what the page has taken back. */
const REST_MS = 200;
const PAUSES_PER_LOOK = 30;
const LARGE_MS = 3000;

const cost = new Cost(PAUSES_PER_LOOK);
const look = (): Promise<Masks> => atOnce(cost.of(collectMasks()));

type Refusal = Extract<Armed, { ready: false }>["reason"];

interface Arming {
  nonce: number;
  changes: ChangeCounter;
  count: number;
  masks: Masks;
  motion: Motion;
}

export class Pose {
  private arming: Arming | null = null;
  private readonly still: Still;
  /** Boxes and size at the last picture. */
  private layout: string | null = null;
  private roots: Masks["roots"] = [];
  private largeUntil = Number.NEGATIVE_INFINITY;

  /** `path` gives the template of the page's address, or null where nothing may be recorded. */
  constructor(
    private readonly document: string,
    private readonly path: () => string | null,
    private readonly bubbleMayShow: (roots: Masks["roots"]) => boolean,
  ) {
    this.still = new Still(path);
  }

  /** The picture that shows the page as it is now; null if none does. */
  get picture(): number | null {
    return this.still.picture;
  }

  /** Wait until the page stands still; give the boxes to paint. */
  async arm(nonce: number): Promise<Armed> {
    this.drop();
    if (!isPageShown()) return refuse("not-visible");
    if (this.path() === null) return refuse("page-changed");
    // To wait until it rests, its changes are watched, which costs a page the more the larger it is.
    if (/^(masked|fields)$/.test(pictures()) && performance.now() < this.largeUntil)
      return refuse("page-too-complex");
    const changes = new ChangeCounter([document]);
    let motion: Motion | null = null;
    try {
      await changes.settle(cost.quietMs, PATIENCE_MS);
      const level = pictures();
      if (level === "none") return refuse("policy");
      if (level === "skeleton") return this.draw();
      if (this.isTooLarge()) return refuse("page-too-complex");
      changes.watchAll(this.roots);
      let count = changes.count;
      let doubts = changes.doubts;
      const wasMoving = changes.isMoving();
      await nextFrame();
      await nextFrame();
      let masks = await look();
      const known = masks.roots.every((root) => changes.watches(root));
      if (!known || wasMoving || changes.isMoving() || changes.doubts !== doubts) {
        // Something may move that no change tells of: it must be seen to stand still.
        const early = masks;
        changes.watchAll(early.roots);
        count = changes.count;
        doubts = changes.doubts;
        await nextFrame();
        await nextFrame();
        masks = await look();
        if (digest(early.rects) !== digest(masks.rects)) return refuse("page-unstable");
      }
      this.roots = masks.roots;
      const reason = this.refusal(masks);
      if (reason !== null) return refuse(reason);
      motion = new Motion(masks);
      const rests = await motion.rests(REST_MS);
      if (!rests || changes.count !== count || movesMasked(masks)) return refuse("page-unstable");
      // A route may have gone to a denied path while the page came to rest.
      const path = this.path();
      if (path === null) return refuse("page-changed");
      this.arming = { nonce, changes, count, masks, motion };
      return {
        ready: true,
        document: this.document,
        path,
        level,
        shapes: [],
        rects: masks.rects,
        layout_changed: this.layout === null ? null : this.layout !== layoutOf(masks),
        width: innerWidth,
        height: innerHeight,
        ratio: devicePixelRatio,
      };
    } catch {
      return refuse("page-unstable");
    } finally {
      if (this.arming === null) {
        changes.close();
        motion?.stop();
      }
    }
  }

  /** To count the elements of a large page takes long, and it seldom becomes a small one. */
  private isTooLarge(): boolean {
    const now = performance.now();
    if (now < this.largeUntil) return true;
    if (!isTooLarge()) return false;
    this.largeUntil = now + LARGE_MS;
    return true;
  }

  /** Boxes and roles, from which a picture without pixels is drawn. */
  private draw(): Armed {
    const path = this.path();
    if (path === null) return refuse("page-changed");
    const shapes = lookForShapes();
    const layout = `${innerWidth}x${innerHeight};${JSON.stringify(shapes)}`;
    const before = this.layout;
    this.layout = layout;
    return {
      ready: true,
      document: this.document,
      path,
      level: "skeleton",
      shapes,
      rects: [],
      layout_changed: before === null ? null : before !== layout,
      width: innerWidth,
      height: innerHeight,
      ratio: devicePixelRatio,
    };
  }

  /** Say whether the page stood still from before the picture until two frames after it. */
  async disarm(nonce: number): Promise<Disarmed> {
    const armed = this.arming;
    this.arming = null;
    if (armed === null || armed.nonce !== nonce) return { unchanged: false, path: null };
    try {
      await nextFrame();
      await nextFrame();
      const hasMoved = armed.motion.stop();
      const isStill = (): boolean =>
        !hasMoved && armed.changes.count === armed.count && isPageShown();
      // A look at a page that has changed would say nothing new.
      const masks = isStill() ? await look() : null;
      const path = this.path();
      const unchanged =
        masks !== null &&
        isStill() &&
        digest(masks.rects) === digest(armed.masks.rects) &&
        this.refusal(masks) === null;
      if (masks !== null && unchanged) {
        this.layout = layoutOf(masks);
        this.still.begin(nonce, armed.changes);
      } else {
        armed.changes.close();
      }
      return { unchanged, path };
    } catch {
      armed.motion.stop();
      armed.changes.close();
      return { unchanged: false, path: null };
    }
  }

  private refusal(masks: Masks): Refusal | null {
    if (masks.secretVisible) return "secret-visible";
    if (masks.paymentVisible) return "payment-visible";
    if (masks.popupOpen || popupMayShow() || this.bubbleMayShow(masks.roots)) {
      return "native-popup-open";
    }
    if (isZoomed()) return "zoomed-in";
    return masks.tooComplex ? "page-too-complex" : null;
  }

  /** Recording stops, or the page goes away. */
  end(): void {
    this.drop();
    this.still.end();
    this.layout = null;
    this.roots = [];
    this.largeUntil = Number.NEGATIVE_INFINITY;
  }

  private drop(): void {
    this.arming?.changes.close();
    this.arming?.motion.stop();
    this.arming = null;
  }
}

const lookForShapes = effort.time((): Shape[] => {
  const walk = survey();
  for (;;) {
    const { done, value } = walk.next();
    if (!done) continue;
    return value.nodes.map(({ role, box: [x = 0, y = 0, width = 0, height = 0] }) => [
      role,
      x,
      y,
      width,
      height,
    ]);
  }
});

/** With two fingers the window shows a part of the page, enlarged, and no box fits any more. */
function isZoomed(): boolean {
  const view = visualViewport;
  return view === null || view.scale !== 1 || view.offsetLeft !== 0 || view.offsetTop !== 0;
}

function layoutOf(masks: Masks): string {
  return `${innerWidth}x${innerHeight};${digest(masks.rects)}`;
}

function refuse(reason: Refusal): Armed {
  return { ready: false, reason };
}
