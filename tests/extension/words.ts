// Speaks as chrome.i18n does, from a file of _locales.

type Messages = Record<
  string,
  { message: string; placeholders?: Record<string, { content: string }> }
>;

export function sayFrom(messages: object): (key: string, ...parts: (string | number)[]) => string {
  return (key, ...parts) => {
    const found = (messages as Messages)[key];
    if (found === undefined) throw new Error(`no message ${key}`);
    return found.message.replace(/\$(\w+)\$/g, (_all, name: string) => {
      const content = found.placeholders?.[name.toLowerCase()]?.content ?? "";
      return String(parts[Number(content.slice(1)) - 1] ?? "");
    });
  };
}
