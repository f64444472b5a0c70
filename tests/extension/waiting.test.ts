import assert from "node:assert/strict";
import { test } from "node:test";
import { Waiting } from "../../extension/src/content/waiting.ts";

/** A browser that draws every 16 ms and wakes its timers every `tick` ms. */
class Browser {
  tick = 1;
  draws = 0;
  private time = 0;
  private timers = new Map<() => void, number>();
  private frames = new Set<() => void>();

  now(): number {
    return this.time;
  }

  later(task: () => void, ms: number): () => void {
    this.timers.set(task, this.time + ms);
    return () => this.timers.delete(task);
  }

  drawn(task: () => void): () => void {
    this.frames.add(task);
    return () => this.frames.delete(task);
  }

  run(ms: number): void {
    for (const end = this.time + ms; this.time < end; ) {
      this.time += 1;
      if (this.time % 16 === 0) this.draw();
      if (this.time % this.tick !== 0) continue;
      for (const [task, due] of [...this.timers]) {
        if (due <= this.time && this.timers.delete(task)) task();
      }
    }
  }

  private draw(): void {
    const tasks = [...this.frames];
    this.frames.clear();
    this.draws += tasks.length;
    for (const task of tasks) task();
  }
}

function heardAt(browser: Browser, waiting: Waiting, waits: number[]): number[] {
  const heard: number[] = [];
  for (const wait of waits) {
    const from = browser.now();
    waiting.after(wait, () => heard.push(browser.now() - from));
    browser.run(1000);
  }
  return heard;
}

test("a frame whose timers are held back is told in time all the same", () => {
  const browser = new Browser();
  browser.tick = 1000;
  const heard = heardAt(browser, new Waiting(browser, false), [16, 100, 150, 500]);
  for (const [at, due] of [16, 100, 150, 500].entries()) {
    assert.ok((heard[at] ?? 1000) < due + 64, `${due} ms came after ${heard[at]}`);
  }
});

test("timers that come in time are waited for, and no frame is drawn for them", () => {
  const browser = new Browser();
  const heard = heardAt(browser, new Waiting(browser, false), [100, 150, 500]);
  assert.deepEqual(heard, [100, 150, 500]);
  assert.equal(browser.draws, 0);
  assert.deepEqual(heardAt(browser, new Waiting(browser, true), [16]), [16]);
  assert.equal(browser.draws, 0);
});

test("once timers come in time again, no more frames are asked for", () => {
  const browser = new Browser();
  const waiting = new Waiting(browser, false);
  browser.tick = 1000;
  heardAt(browser, waiting, [16]);
  browser.tick = 1;
  heardAt(browser, waiting, [100]);
  const { draws } = browser;
  heardAt(browser, waiting, [100, 100]);
  assert.equal(browser.draws, draws);
});

test("what is called off is not told, by timer or by frame", () => {
  for (const tick of [1, 1000]) {
    const browser = new Browser();
    browser.tick = tick;
    let told = 0;
    const leave = new Waiting(browser, false).after(30, () => {
      told += 1;
    });
    browser.run(20);
    leave();
    browser.run(2000);
    assert.equal(told, 0);
  }
});

test("a wait is told once", () => {
  for (const tick of [1, 16, 1000]) {
    const browser = new Browser();
    browser.tick = tick;
    let told = 0;
    new Waiting(browser, false).after(30, () => {
      told += 1;
    });
    browser.run(3000);
    assert.equal(told, 1);
  }
});
