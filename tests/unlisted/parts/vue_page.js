// Vue widgets.
import { createApp, h, ref } from "vue";
import { frameOf } from "../../gallery/widgets/truth.js";
import { tellOpen } from "./told.js";

/** Make a kind of widget that has a value: `tell` hears what it is now and what it was before. */
export const valued = (model, shown) => (name, kind, empty, tell, more, inner) => () => {
  const value = ref(empty);
  const change = (now) => {
    tell(name, now, value.value);
    value.value = now;
  };
  const told = { [`onUpdate:${model}`]: change, [shown]: tellOpen(name) };
  const style = "width: 240px";
  return () => h(kind, { [model]: value.value, style, ...told, ...more }, inner);
};

/** Put widgets into the page, each in a frame of its own. */
export function show(widgets) {
  for (const [name, setup] of Object.entries(widgets)) {
    const box = document.createElement("div");
    frameOf(name).append(box);
    createApp({ setup }).mount(box);
  }
}
