// How private a field is, by what its maker declared.

import assert from "node:assert/strict";
import { test } from "node:test";
import { classOf, type Declaration, sortOf } from "../../extension/src/content/fields.ts";

const PLAIN: Declaration = {
  tag: "input",
  type: "text",
  autocomplete: "",
  inputmode: "",
  names: [],
  wordings: [],
  isPassword: false,
  boxes: null,
  isAutofilled: false,
};

function labelled(...wordings: string[]): Partial<Declaration> {
  return { wordings };
}

function named(...names: string[]): Partial<Declaration> {
  return { names };
}

const CLASSES: [Partial<Declaration>, string][] = [
  // By type and history.
  [{}, "generic"],
  [{ type: "password" }, "secret"],
  [{ isPassword: true }, "secret"],
  [{ type: "email" }, "contact"],
  [{ type: "tel" }, "contact"],
  [{ inputmode: "tel" }, "contact"],
  [{ type: "search" }, "generic"],
  [{ tag: "textarea", type: "" }, "free-text"],
  [{ tag: "div", type: "" }, "free-text"],
  // Every word of autocomplete counts, in any case.
  [{ autocomplete: "current-password" }, "secret"],
  [{ autocomplete: "current-password webauthn" }, "secret"],
  [{ autocomplete: "username webauthn" }, "secret"],
  [{ autocomplete: "section-x billing cc-number" }, "payment"],
  [{ autocomplete: "CC-CSC" }, "payment"],
  [{ autocomplete: "transaction-amount" }, "payment"],
  [{ autocomplete: "one-time-code" }, "secret"],
  [{ autocomplete: "shipping given-name" }, "identity"],
  [{ autocomplete: "bday-year" }, "identity"],
  [{ autocomplete: "section-a shipping tel-national" }, "contact"],
  [{ autocomplete: "postal-code" }, "contact"],
  // By shape.
  [{ boxes: "code" }, "secret"],
  [{ boxes: "card" }, "payment"],
  [{ boxes: "number" }, "government-id"],
  // By what the browser filled in.
  [{ isAutofilled: true }, "identity"],
  // By name and id.
  [named("customer[card_number]"), "payment"],
  [named("billingIban"), "payment"],
  [named("account_number"), "payment"],
  [named("routing"), "payment"],
  [named("passport-no"), "government-id"],
  [named("taxId"), "government-id"],
  [named("user.firstName"), "identity"],
  [{ type: "date", names: ["birth_date"] }, "identity"],
  [named("otp-1"), "secret"],
  [named("smsCode"), "secret"],
  [named("login_pwd"), "secret"],
  [named("api_key"), "secret"],
  [named("pin"), "secret"],
  // By what stands beside it, in many languages.
  [labelled("Password (again)"), "secret"],
  [labelled("Passwort wiederholen"), "secret"],
  [labelled("Benutzerkennwort"), "secret"],
  [labelled("Mot de passe"), "secret"],
  [labelled("Contraseña"), "secret"],
  [labelled("Senha"), "secret"],
  [labelled("Wachtwoord"), "secret"],
  [labelled("Hasło"), "secret"],
  [labelled("Lösenord"), "secret"],
  [labelled("Heslo"), "secret"],
  [labelled("Şifre"), "secret"],
  [labelled("Введите пароль"), "secret"],
  [labelled("パスワード"), "secret"],
  [labelled("验证码"), "secret"],
  [labelled("비밀번호"), "secret"],
  [labelled("Verification code"), "secret"],
  [labelled("Bestätigungscode"), "secret"],
  [labelled("Card number"), "payment"],
  [labelled("Kartennummer"), "payment"],
  [labelled("Numéro de carte"), "payment"],
  [labelled("Номер карты"), "payment"],
  [labelled("カード番号"), "payment"],
  [labelled("MM / YY"), "payment"],
  [labelled("IBAN"), "payment"],
  [labelled("Social Security Number"), "government-id"],
  [labelled("Driver’s license number"), "government-id"],
  [labelled("Sozialversicherungsnummer"), "government-id"],
  [labelled("Código CPF"), "government-id"],
  [labelled("PESEL"), "government-id"],
  [labelled("身份证号"), "government-id"],
  [labelled("Date of birth"), "identity"],
  [labelled("Vorname"), "identity"],
  [labelled("Prénom"), "identity"],
  [labelled("Name"), "identity"],
  [labelled("氏名"), "identity"],
  [labelled("E-mail address"), "contact"],
  [labelled("Telefonnummer"), "contact"],
  [labelled("Código postal"), "contact"],
  // Words that only contain such words.
  [named("discard"), "generic"],
  [named("expand-row"), "generic"],
  [named("passenger-count"), "generic"],
  [named("compass"), "generic"],
  [named("experience"), "generic"],
  [named("shipping-method"), "generic"],
  [labelled("Pinned items"), "generic"],
  [labelled("Promo code"), "generic"],
  [labelled("Country code"), "generic"],
  [labelled("Source code"), "generic"],
  [labelled("Project name"), "generic"],
  [labelled("Subject"), "generic"],
  [labelled("Order number"), "generic"],
  [labelled("Geben Sie ein Stichwort ein"), "generic"],
  // The most private wins.
  [{ type: "email", wordings: ["Password"] }, "secret"],
  [{ autocomplete: "cc-number", wordings: ["Security code"] }, "payment"],
];

for (const [declared, wanted] of CLASSES) {
  test(`a field with ${JSON.stringify(declared)} is ${wanted}`, () => {
    assert.equal(classOf({ ...PLAIN, ...declared }), wanted);
  });
}

const SORTS: [Partial<Declaration>, string][] = [
  [{}, "text"],
  [{ type: "email" }, "email"],
  [{ type: "datetime-local" }, "date"],
  [{ type: "something" }, "other"],
  [{ inputmode: "numeric" }, "number"],
  [{ autocomplete: "section-a shipping tel" }, "tel"],
  [{ type: "password" }, "password"],
  [{ type: "password", autocomplete: "one-time-code" }, "one-time-code"],
  [{ names: ["otp-1"] }, "one-time-code"],
  [{ boxes: "code" }, "one-time-code"],
  [{ tag: "textarea", type: "" }, "multiline"],
  [{ tag: "div", type: "" }, "rich"],
];

for (const [declared, wanted] of SORTS) {
  test(`a field with ${JSON.stringify(declared)} is of the sort ${wanted}`, () => {
    assert.equal(sortOf({ ...PLAIN, ...declared }), wanted);
  });
}
