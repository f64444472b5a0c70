// What has changed from one outline to the next. Pure.

import type { OutlineNode } from "../shared/wire.ts";

/** The last outline that was told, and how many deltas rest on it. */
export interface Told {
  number: number;
  nodes: Map<number, string>;
  deltas: number;
}

export interface Delta {
  base: number | null;
  nodes: OutlineNode[];
  removed: number[];
}

/** Whoever reads must go back through all of them. */
const MAX_DELTAS = 20;

/** Tell changes only if they are much less than the whole. */
export function difference(told: Told | null, nodes: OutlineNode[]): Delta {
  const whole = { base: null, nodes, removed: [] };
  if (told === null || told.deltas >= MAX_DELTAS) return whole;
  const changed = nodes.filter((node) => {
    const before = told.nodes.get(node.id);
    return before === undefined || before !== JSON.stringify(node);
  });
  const present = new Set(nodes.map((node) => node.id));
  const removed = [...told.nodes.keys()].filter((id) => !present.has(id));
  const isLittle = changed.length + removed.length <= Math.max(1, nodes.length / 2);
  return isLittle ? { base: told.number, nodes: changed, removed } : whole;
}

/** What is told once this outline has its number. */
export function after(told: Told | null, delta: Delta, nodes: OutlineNode[], number: number): Told {
  return {
    number,
    nodes: new Map(nodes.map((node) => [node.id, JSON.stringify(node)])),
    deltas: delta.base === null ? 0 : (told?.deltas ?? 0) + 1,
  };
}
