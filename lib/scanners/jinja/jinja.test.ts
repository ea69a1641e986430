import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { judgeTemplate } from "./judge";

const rules = (text: string) => judgeTemplate(text).map((item) => item.rule);
const worst = (text: string) => {
  const verdicts = judgeTemplate(text).map((item) => item.verdict);
  return (["malicious", "suspicious", "error"] as const).find((verdict) => verdicts.includes(verdict)) ?? "clean";
};

const CHAT = `{{- bos_token }}{%- set ns = namespace(found=false) -%}
{%- for message in messages if message['role'] != 'system' -%}
{%- if (message['role'] == 'user') != (loop.index0 % 2 == 0) -%}{{ raise_exception('roles must alternate') }}{%- endif -%}
{{ '<|im_start|>' + message.role + '\\n' + message['content'] | trim + '<|im_end|>' }}
{%- if message.tool_calls is defined and message.tool_calls is iterable -%}{{ message.tool_calls | map(attribute='function') | list | tojson(indent=2) }}{%- endif -%}
{%- set ns.found = true -%}{%- endfor -%}
{%- macro render(x, y='__') -%}{{ x ~ y }}{%- endmacro -%}{{ render(tools[0]) }}
{% raw %}{{ ''.__class__ }}{% endraw %}{# {{ ''.__class__ }} #}
{%- if add_generation_prompt -%}{{ '<|im_start|>assistant\\n' if not enable_thinking else messages[loop.index0 + 1].content.split('</think>')[-1] }}{%- endif -%}`;

describe("the judge of templates", () => {
  it("finds nothing in an ordinary chat template", () => {
    expect(judgeTemplate(CHAT)).toEqual([]);
    expect(judgeTemplate("")).toEqual([]);
    expect(judgeTemplate("no tags { % } at all")).toEqual([]);
    expect(judgeTemplate("{{ {'a': {'b': 1}} }} {% generation %}x{% endgeneration %}")).toEqual([]);
  });

  it.each([
    ["attribute", "{{ ''.__class__ }}", "jinja.dunder"],
    ["subscript", `{{ x["__class__"] }}`, "jinja.dunder"],
    ["spaced out", "{{ x . \n __class__ }}", "jinja.dunder"],
    ["compatibility letters", "{{ x.__ｃlass__ }}", "jinja.dunder"],
    ["in a condition", "{% if x.__init__ %}{% endif %}", "jinja.dunder"],
    ["in a loop", "{% for c in [].__class__.__base__.__subclasses__() %}{% endfor %}", "jinja.dunder"],
    ["in a test's argument", "{{ x is eq(y.__class__) }}", "jinja.dunder"],
    ["in a keyword argument", "{{ f(a=x.__class__) }}", "jinja.dunder"],
    ["in a slice", "{{ x[y.__class__:] }}", "jinja.dunder"],
    ["in a dict", "{{ {'a': x.__class__} }}", "jinja.dunder"],
    ["in the last branch", "{{ a if b else x.__class__ }}", "jinja.dunder"],
    ["through _module", "{{ c()._module }}", "jinja.dunder"],
    ["frames", "{{ f.gi_frame.f_globals }}", "jinja.dunder"],
    ["attr filter", "{{ x|attr('name') }}", "jinja.attr-filter"],
    ["map by attribute", "{{ xs|map(attribute='__class__') }}", "jinja.dunder"],
    ["selectattr", "{{ xs|selectattr('a.__class__') }}", "jinja.dunder"],
    ["joined text", "{{ x['_' ~ '_class_' ~ '_'] }}", "jinja.dunder"],
    ["repeated text", "{{ x['_'*2 + 'class' + '_'*2] }}", "jinja.dunder"],
    ["side by side", "{{ x['__cla' 'ss__'] }}", "jinja.dunder"],
    ["join filter", "{{ x[['_','_class_','_']|join] }}", "jinja.dunder"],
    ["join method", "{{ x[''.join(['_','_class_','_'])] }}", "jinja.dunder"],
    ["reversed", "{{ x['__ssalc__'[::-1]] }}", "jinja.dunder"],
    ["reverse filter", "{{ x['__ssalc__'|reverse] }}", "jinja.dunder"],
    ["hex escapes", String.raw`{{ x['\x5f\x5fclass\x5f\x5f'] }}`, "jinja.escaped-name"],
    ["octal escapes", String.raw`{{ x['\137\137class\137\137'] }}`, "jinja.dunder"],
    ["named escapes", String.raw`{{ x['\N{LOW LINE}\N{LOW LINE}class__'] }}`, "jinja.dunder"],
    ["format of a letter", "{{ x['%c%cclass%c%c'|format(95,95,95,95)] }}", "jinja.dunder"],
    ["percent", "{{ x['%sclass%s' % ('__','__')] }}", "jinja.dunder"],
    ["replaced", "{{ x['@@class@@'.replace('@','_')] }}", "jinja.dunder"],
    ["trimmed", "{{ x['  __class__ '|trim] }}", "jinja.dunder"],
    ["without its tags", "{{ x['<b>__class__</b>'|striptags] }}", "jinja.dunder"],
    ["attr filter over a block", "{% filter attr('x') %}y{% endfilter %}", "jinja.attr-filter"],
    ["attr filter over a list", "{{ xs|map('attr', y)|list }}", "jinja.attr-filter"],
    ["keys of a dict", "{{ x[dict(__cla=1,ss__=2)|join] }}", "jinja.dunder"],
    ["through set", "{% set a = '_' * 2 %}{{ x[a ~ 'class' ~ a] }}", "jinja.dunder"],
    ["built and not used as a key", "{{ f('_' ~ '_class_' ~ '_') }}", "jinja.built-name"],
    ["format text", "{{ '{0.__class__}'.format(x) }}", "jinja.format-reach"],
    ["Python by name", "{{ eval('1') }}", "jinja.python-call"],
    ["builtins by name", "{{ __builtins__['x'] }}", "jinja.dunder"],
  ])("calls %s malicious", (_, text, rule) => {
    expect(rules(text)).toContain(rule);
    expect(worst(text)).toBe("malicious");
  });

  it.each([
    ["engine objects", "{{ cycler }}", "jinja.engine-object"],
    ["unknown functions", "{{ fetch('x') }}", "jinja.unknown-global"],
    ["other templates", "{% include 'x' %}", "jinja.loads-template"],
    ["private names", "{{ x._hidden }}", "jinja.private-name"],
    ["computed names", "{{ x[a ~ b] }}", "jinja.computed-key"],
    ["text that is worked on", "{{ x['y__clazz__'.removeprefix('y')] }}", "jinja.computed-key"],
    ["quoted inner names", "{{ f('a __globals__ b') }}", "jinja.dunder-text"],
  ])("calls %s suspicious", (_, text, rule) => {
    expect(rules(text)).toContain(rule);
    expect(worst(text)).toBe("suspicious");
  });

  it("calls a loop of a million rounds suspicious", () => {
    expect(rules("{% for i in range(999999999) %}{% endfor %}")).toEqual(["jinja.large-range"]);
  });

  it("says where, and how often", () => {
    expect(judgeTemplate("ab{{ x.__class__ }}{{ y.__class__ }}")).toMatchObject([
      { at: 7, count: 2, rule: "jinja.dunder" },
    ]);
  });

  it("answers what cannot be read, and what nests without end, with an error", () => {
    for (const text of ["{{ open", "{# open", "{% raw %}", "{{ 'open }}", "{{ a ` b }}", `{{ ${"(".repeat(5_000)}`])
      expect(worst(text)).toBe("error");
    expect(worst(`{{ ${"(".repeat(5_000)}x${")".repeat(5_000)} }}`)).toBe("error");
    expect(worst(`{{ x${".a".repeat(5_000)} }}`)).toBe("error");
    expect(worst(`{{ ${"'_' + ".repeat(5_000)}'x' }}`)).not.toBe("error");
    expect(worst(`${"{{ x }} ".repeat(20_000)}{{ x.__class__ }}`)).toBe("malicious");
  });

  it("judges the shared templates as their folders say", ({ skip }) => {
    const root = path.resolve(process.cwd(), "../shared/corpora/chat-templates/modelaudit");
    if (!existsSync(root)) return skip("the shared corpora are not here");
    for (const folder of ["malicious", "benign"]) {
      for (const name of readdirSync(path.join(root, folder))) {
        const { chat_template: text } = JSON.parse(readFileSync(path.join(root, folder, name), "utf8"));
        expect([name, worst(text)]).toEqual([name, folder === "malicious" ? "malicious" : "clean"]);
      }
    }
  });
});
