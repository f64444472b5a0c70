// jQuery UI looks for jQuery in the window.
import $ from "jquery";

window.jQuery = $;
