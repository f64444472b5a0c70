// Which wordings and identifiers may be told.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  isStaticToken,
  looksLikeData,
  looksSecret,
  reasonInTest,
  reasonToWithhold,
} from "../../extension/src/content/tokens.ts";
import { pathTemplate } from "../../extension/src/shared/sites.ts";

const FIXED = [
  "save",
  "id_segment",
  "saveButton",
  "order-lines__add",
  "h2",
  "id_items-0-name",
  "o1",
];
const OPEN = [
  "row-42",
  "user.jane",
  "jane.doe",
  "item-1-2",
  "a1b2",
  "deadbeef",
  "dead-beef",
  "x".repeat(41),
  "-save",
  "save-",
  "",
  "7up",
  "jane doe",
  // Persons and sensitive topics.
  "user-jane",
  "janeDoe",
  "tab-salary",
  "diagnosisField",
  // No word at all.
  "xkqzjvwpmtrb",
];

for (const token of FIXED) {
  test(`${token} is a fixed token`, () => assert.equal(isStaticToken(token), true));
}

for (const token of OPEN) {
  test(`${JSON.stringify(token)} is no fixed token`, () =>
    assert.equal(isStaticToken(token), false));
}

const DATA = [
  "Call 0151 2345678",
  "jane@corp.example",
  "x7Kq9ZpL2mW4vT8s",
  "Invoice 4711",
  "Card •••• 4242",
  "078-05-1120",
  "٠١٥١ ٢٣٤",
  "１２３４",
  "1\u200b2\u200b3\u200b4",
  "12/03/90",
  "Pay $12",
  "Total 9 €",
  "EUR 50",
  "AB12CD34",
  "ZQ40KACD",
  "Token ghp_abcdefghij",
  "AKIAABCDEFGHIJKL",
  "Search for “jane”",
  'Create "Blue sofa"',
  "Assignee: Somebody",
  "xkqzjvwpmtrb",
];

for (const text of DATA) {
  test(`${text} looks like data`, () => {
    assert.equal(looksLikeData(text), true);
    assert.equal(reasonToWithhold(text), "looks-like-data");
  });
}

const PERSONS = [
  "Message Jane",
  "Message Jane Doe",
  "Jane’s account",
  "Xu's orders",
  "Chat with Xu",
  "Nachricht an Xaver",
  "Profil de Xavier",
  "Photo of Quentin Q",
  "Signed in as Quirin",
  "Hello Xu",
  "Ada Brandt and Thomas",
];

for (const text of PERSONS) {
  test(`${text} names a person`, () => {
    assert.equal(reasonToWithhold(text), "names-a-person");
  });
}

const TOPICS = [
  "Salary",
  "Gross pay",
  "Sick leave",
  "Diagnosis",
  "Religion",
  "Trade union",
  "Performance review",
  "Gender",
  "Gehaltsabrechnung",
  "Krankmeldung",
  "Kirchensteuer",
  "Betriebsrat",
  "Abmahnung",
  "Geschlecht",
  "Salaire",
  "Sindicato",
];

for (const text of TOPICS) {
  test(`${text} is a sensitive topic`, () => {
    assert.equal(reasonToWithhold(text), "sensitive-topic");
  });
}

// What stands on real applications, in two languages.
const LABELS =
  `Save|Save order|Save changes|Save as draft|Cancel|Close|Close the panel|Open|Open in new tab
|New customer|New order|Add item|Add to cart|Remove|Delete|Delete selected|Edit|Edit details|Duplicate
|Undo|Redo|Copy|Copy link|Paste|Cut|Select all|Search|Search orders|Filter|Filters|Clear filters|Sort by
|Sort ascending|Group by|Export|Export CSV|Import|Download|Upload|Upload file|Print|Print the list|Share
|Send|Send form|Submit|Submit for approval|Approve|Reject|Assign|Assign to me|Comment|Reply|Reply all
|Forward|Archive|Mark as read|Mark as done|Star|Pin|Unpin|Settings|Account settings|Preferences|Profile
|Log out|Sign in|Sign up|Help|Help center|Contact us|Feedback|Report a problem|Documentation|What's new
|Today|Yesterday|This week|Next month|Today's orders|Customer's address|Men's shoes|Home|Dashboard|Inbox
|Calendar|Tasks|Projects|Reports|Analytics|Customers|Orders|Products|Inventory|Suppliers|Invoices
|Payments|Shipping|Returns|Discounts|Marketing|Campaigns|Contacts|Companies|Deals|Tickets|Knowledge base
|Step 2 of 3|Next|Previous|Back|Continue|Finish|Page 2|Show more|Show less|Show 50 rows|Expand all
|Collapse all|Zoom in|Zoom out|Full screen|Bold|Italic|Underline|Heading 1|Bulleted list|Insert table
|Insert image|Align left|Text colour|Font size|Undo last change|Page orientation|Portrait|Landscape
|Subject|Message|Description|Notes|Priority|Status|Category|Tags|Due date|Start date|Quantity|Unit price
|Tax rate|Discount|Total|Currency|Country|Language|Time zone|Company name|First name|Email address
|Phone number|Website|Message board|Call center|Email preferences|Follow up|View profile|Chat with us
|Message support|Contact Sales|Profile of the team|Chat with an expert|Privacy policy|Terms of service
|Order history|Track shipment|Performance|Network performance|Source code|Country code|Promo code
|Speichern|Speichern und schließen|Abbrechen|Schließen|Bearbeiten|Löschen|Neuer Kunde|Neue Bestellung
|Kundenstammdatenverwaltung|Benachrichtigungseinstellungen|Suchen|Filter zurücksetzen|Exportieren
|Drucken|Hilfe|Abmelden|Einstellungen|Startseite|Übersicht|Aufgaben|Kalender|Berichte|Rechnungen
|Lieferanten|Bestellungen|Artikel|Menge|Preis|Rabatt|Beschreibung|Bemerkung|Kategorie|Fälligkeit
|Weiter|Zurück|Fertig|Mehr anzeigen|Weniger anzeigen|Alle auswählen|Datei hochladen|Nachricht senden
|Chat mit uns|Profil bearbeiten|Ihre Bestellung|Straßenverkehrszulassung|Auftragsbestätigung
|Read/write|Drag-and-drop|Sign-in/sign-out options|internationalization|base64|UTF-8|H2O|A4|mp4
|Start (optional)|Name:|Required*|Undo (Ctrl+Z)|24/7 support|50/50|C++|Node.js`
    .replaceAll("\n", "")
    .split("|");

test("fixed labels of ordinary applications keep their names", () => {
  const lost = LABELS.filter((label) => reasonToWithhold(label) !== null);
  assert.deepEqual(lost, []);
  assert.ok(LABELS.length > 200);
});

test("in a test system only keys and long numbers are withheld", () => {
  assert.equal(reasonInTest("Jane Doe, Salary 4000"), null);
  assert.equal(reasonInTest("x7Kq9ZpL2mW4vT8s"), "looks-like-data");
  assert.equal(reasonInTest("4111 1111 1111 1111"), "looks-like-data");
  assert.equal(reasonInTest("a".repeat(81)), "too-long");
  assert.equal(looksSecret("eyJhbGciOiJIUzI1NiJ9.e30.abc"), true);
});

test("long wordings are withheld", () => {
  assert.equal(reasonToWithhold(`Save ${"the page ".repeat(10)}`), "too-long");
});

test("of a path no part stays that names a person or a sensitive topic", () => {
  assert.equal(pathTemplate("/users/jane-doe/orders", []), "/users/{}/orders");
  assert.equal(pathTemplate("/team/salary/list", []), "/team/{}/list");
  assert.equal(pathTemplate("/customers/new", []), "/customers/new");
});
