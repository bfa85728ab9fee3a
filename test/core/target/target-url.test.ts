import fc from "fast-check";
import { expect, test } from "vitest";
import { type TargetPolicy, targetVerdict } from "#core/target/target-url.ts";
import { addressRanges } from "#support/address-ranges.ts";

const policy = (...ranges: string[]): TargetPolicy => ({ allowed: addressRanges(...ranges) });

const verdict = (url: string, ...ranges: string[]) => targetVerdict(url, URL.parse, policy(...ranges));
const rule = (url: string, ...ranges: string[]) => {
  const judged = verdict(url, ...ranges);
  return judged.ok ? "ok" : judged.rule;
};

test.each([
  "https://example.com",
  "https://example.com/",
  "https://example.com:443/v1/mailings?key=a%20b&x=%0A#",
  "HTTPS://EXAMPLE.COM/Path",
  "https://xn--mnchen-3ya.example/",
  "https://münchen.example/",
  "https://1.1.1.1/",
  "https://[2606:4700:4700::1111]/",
  "https://[::ffff:1.1.1.1]/",
  "https://localhost/", // a name: where it leads is judged when it is dialled
  "https://intranet/",
  "https://127.0.0.1.nip.io/",
  "https://example.com//127.0.0.1/@10.0.0.1",
])("%s may be a target", (url) => {
  expect(verdict(url)).toMatchObject({ ok: true, onlyAllowed: false });
});

test.each([
  ["http://example.com/", "url-scheme"],
  ["http://1.1.1.1/", "url-scheme"],
  ["http://example.com:443/", "url-scheme"],
  ["ftp://example.com/", "url-scheme"],
  ["file:///etc/passwd", "url-scheme"],
  ["javascript:alert(1)", "url-scheme"],
  ["gopher://example.com/", "url-scheme"],
  ["https+unix://example.com/", "url-scheme"],
  ["https:example.com/", "url-scheme"],
  ["https:/example.com/", "url-scheme"],
  ["https:///example.com/", "url-scheme"],
  ["https:///1.1.1.1/", "url-scheme"],
  ["https://example.com:80/", "url-port"],
  ["https://example.com:8443/", "url-port"],
  ["https://1.1.1.1:22/", "url-port"],
  ["https://user@example.com/", "url-credentials"],
  ["https://user:pass@example.com/", "url-credentials"],
  ["https://:pass@example.com/", "url-credentials"],
  ["https://@example.com/", "url-credentials"],
  ["https://:@example.com/", "url-credentials"],
  ["https://local\u00adhost/", "url-host"],
  ["https://*.example.com/", "url-host"],
  ["https://example.com../", "url-host"],
  ["https://example.com@10.0.0.1/", "url-credentials"],
  ["https://example.com/#part", "url-fragment"],
  ["https://evil.example#@example.com/", "url-fragment"],
  ["", "url-invalid"],
  ["example.com", "url-invalid"],
  ["//example.com", "url-invalid"],
  ["/path", "url-invalid"],
  ["https://", "url-invalid"],
  ["https:// example.com/", "url-invalid"],
  ["https://exa\nmple.com/", "url-invalid"],
  ["https://example.com/a\tb", "url-invalid"],
  ["https://example.com/a\r\nHost: evil", "url-invalid"],
  ["https://example.com\\@10.0.0.1/", "url-invalid"],
  ["https:\\\\example.com/", "url-invalid"],
  ["\u0000https://example.com/", "url-invalid"],
  ["https://example.com/\u0085", "url-invalid"],
  ["https://example.com/\u2028", "url-invalid"],
  ["https://example.com:99999/", "url-invalid"],
  ["https://[::1/", "url-invalid"],
  ["https://1.2.3.256/", "url-invalid"],
  ["https://[fe80::1%25eth0]/", "url-invalid"],
])("%j is refused by the rule %s", (url, expected) => {
  expect(rule(url)).toBe(expected);
});

// Ways of writing an address that are known to pass filters, from
// https://github.com/swisskyrepo/PayloadsAllTheThings/tree/master/Server%20Side%20Request%20Forgery and
// https://github.com/EdOverflow/bugbounty-cheatsheet/blob/master/cheatsheets/ssrf.md, with https where they have http.
test.each([
  "https://127.0.0.1/",
  "https://127.0.0.1./",
  "https://127.127.127.127/",
  "https://127.1/",
  "https://127.0.1/",
  "https://0/",
  "https://0.0.0.0/",
  "https://2130706433/",
  "https://3232235521/",
  "https://3232235777/",
  "https://2852039166/",
  "https://017700000001/",
  "https://0177.0.0.1/",
  "https://0177.1/",
  "https://0x7f000001/",
  "https://0x7f.1/",
  "https://0x7f.0.0.0x1/",
  "https://127.000.000.1/",
  "https://0251.0376.0251.0376/",
  "https://0xa9.0xfe.0xa9.0xfe/",
  "https://%31%32%37.0.0.1/",
  "https://①②⑦.⓪.⓪.①/",
  "https://１２７.０.０.１/",
  "https://127。0。0。1/",
  "https://[::]/",
  "https://[::1]/",
  "https://[0000::1]/",
  "https://[0:0:0:0:0:ffff:127.0.0.1]/",
  "https://[::ffff:7f00:1]/",
  "https://[::ffff:169.254.169.254]/",
  "https://[::ffff:a9fe:a9fe]/",
  "https://[::127.0.0.1]/",
  "https://[64:ff9b::a9fe:a9fe]/",
  "https://[64:ff9b:1::a9fe:a9fe]/",
  "https://[2002:a9fe:a9fe::]/",
  "https://[2001:0:a9fe:a9fe::]/",
  "https://[fd00:ec2::254]/",
  "https://[fe80::1]/",
  "https://169.254.169.254/latest/meta-data/",
  "https://100.100.100.200/",
  "https://192.0.0.192/",
  "https://168.63.129.16/",
])("%s is an address that is refused at once", (url) => {
  expect(rule(url)).toBe("url-address");
});

test.each(["https://o177.0.0.1/", "https://0o177.0.0.1/", "https://q177.0.0.1/", "https://localhost:+11211aaa/"])(
  "%s is no target",
  (url) => {
    expect(rule(url)).not.toBe("ok");
  },
);

test.each([
  ["http://10.0.0.1/", true],
  ["http://10.0.0.1:8080/", true],
  ["https://10.0.0.1:8443/", true],
  ["https://10.0.0.1/", false],
  ["http://167772161/", true],
  ["http://[::ffff:10.0.0.1]/", true],
  ["http://localhost:9000/", true],
  ["https://internal:8443/", true],
  ["https://example.com/", false],
  ["https://1.1.1.1/", false],
])("with 10.0.0.0/8 allowed, %s may be a target", (url, onlyAllowed) => {
  expect(verdict(url, "10.0.0.0/8")).toMatchObject({ ok: true, onlyAllowed });
});

test.each([
  ["http://11.0.0.1/", "url-scheme"],
  ["https://11.0.0.1:8443/", "url-port"],
  ["http://127.0.0.1/", "url-address"],
  ["https://169.254.169.254/", "url-address"],
  ["ftp://10.0.0.1/", "url-scheme"],
  ["http://user@10.0.0.1/", "url-credentials"],
])("with 10.0.0.0/8 allowed, %s is still refused by the rule %s", (url, expected) => {
  expect(rule(url, "10.0.0.0/8")).toBe(expected);
});

test("every refusal says what to do in a sentence that contains no part of the URL except an address", () => {
  for (const url of ["http://h/s3cret", "https://h:1/s3cret", "https://s3cret@h/", "https://h/#s3cret", "s3cret"]) {
    const judged = verdict(url);
    expect(judged.ok).toBe(false);
    if (judged.ok) continue;
    expect(judged.message).toMatch(/^[A-Z].*\.$/);
    expect(judged.message).not.toContain("s3cret");
  }
});

test("an accepted URL is the one that a person reads: the parser changed only its spelling", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (start, rest) => {
      const judged = verdict(`https://${start}${rest}`);
      if (!judged.ok) return;
      expect(judged.url.username + judged.url.password + judged.url.hash).toBe("");
      expect(judged.url.protocol).toBe("https:");
      expect(judged.url.port).toBe("");
    }),
  );
});

test("scheme and host stay unchanged for any values rendered into path and query", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (value) => {
      const judged = verdict(`https://api.example.com/${value}`);
      if (judged.ok) expect(judged.url.origin).toBe("https://api.example.com");
    }),
  );
});
