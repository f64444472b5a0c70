// What stands in a frame or in a window.
import { buildPlace } from "./place_widget.js";

buildPlace(document.querySelector("main") ?? document.body);
