// A bar with the role of a menu that is always there; one of the two is drawn anew at every choice.
import { make } from "./keep.js";
import { frameOf, say, TREES } from "./truth.js";

for (const [at, name] of ["alone-bar", "alone-drawn"].entries()) {
  const section = frameOf(name);
  const draw = () => {
    const bar = make("ul", { role: "menu" });
    bar.style.cssText = `position:fixed;left:${40 + 200 * at}px;top:60px;width:160px;margin:0;padding:0`;
    for (const [index, tree] of TREES.entries()) {
      const entry = make("li", { role: "menuitem", tabIndex: 0 }, tree);
      entry.addEventListener("click", () => {
        say(name, "choose", [index]);
        if (at === 1) draw();
      });
      bar.append(entry);
    }
    section.replaceChildren(bar);
  };
  draw();
}
