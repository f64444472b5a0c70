// Bootstrap: dropdown.
import "bootstrap/dist/css/bootstrap.css";
import "bootstrap";
import { frameOf, say } from "./truth.js";

const section = frameOf("bootstrap-dropdown");
section.innerHTML = `<div class="dropdown">
<button class="btn btn-secondary dropdown-toggle" type="button" data-bs-toggle="dropdown"
 aria-expanded="false">Actions</button>
<ul class="dropdown-menu">${["Copy", "Move", "Print", "Share"]
  .map((name) => `<li><a class="dropdown-item" href="#">${name}</a></li>`)
  .join("")}</ul></div>`;
section.addEventListener("shown.bs.dropdown", () => say("bootstrap-dropdown", "open"));
section.addEventListener("hidden.bs.dropdown", () => say("bootstrap-dropdown", "close"));
section.querySelectorAll(".dropdown-item").forEach((item, index) => {
  item.addEventListener("click", (event) => {
    event.preventDefault();
    say("bootstrap-dropdown", "choose", [index]);
  });
});
