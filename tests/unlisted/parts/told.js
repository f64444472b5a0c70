// What the pages of this gallery tell in the same way: trees and cities that are chosen, and more.
import { say, sayChanges, TREES } from "../../gallery/widgets/truth.js";

/** What the cascades show. */
export const CITIES = [
  ["North", ["Aberdeen", "Bergen", "Cork"]],
  ["South", ["Dakar", "Essen", "Faro", "Genoa"]],
  ["West", ["Hilo", "Ivry"]],
].map(([region, cities]) => ({
  value: region,
  label: region,
  children: cities.map((city) => ({ value: city, label: city })),
}));

const placesOf = (trees) => trees.map((tree) => TREES.indexOf(tree));

/** Make what hears that a widget is open or not. */
export function tellOpen(widget) {
  return (open) => say(widget, open ? "open" : "close");
}

/** Say which tree was chosen. */
export function sayTree(widget, tree) {
  say(widget, "choose", placesOf([tree]));
}

/** Say what changed in a choice of several trees. */
export function sayTrees(widget, now, before) {
  sayChanges(widget, placesOf(before), placesOf(now));
}

/** Say which city was chosen. */
export function sayCity(widget, city) {
  const region = CITIES.findIndex(({ children }) => children.some(({ value }) => value === city));
  const place = CITIES[region].children.findIndex(({ value }) => value === city);
  say(widget, "choose", [region, place]);
}

/** Say which entry of a menu was chosen: its place at every level, 2-1. */
export function sayPath(widget, path) {
  say(widget, "choose", path.split("-").map(Number));
}
