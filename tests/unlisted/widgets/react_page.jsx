// Put React widgets into the page, each in a frame of its own.
import { createRoot } from "react-dom/client";
import { frameOf } from "../../gallery/widgets/truth.js";

export function show(widgets) {
  for (const [name, widget] of Object.entries(widgets)) createRoot(frameOf(name)).render(widget);
}
