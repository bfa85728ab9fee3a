// Cases of filters for HTML, URLs and encodings.

import type { FilterCases } from "../filter-case.ts";

export const WEB_CASES: FilterCases = {
  escape: [
    ['"<a href=\'x\'>\\"&\\"</a>"|escape', "&lt;a href=&#x27;x&#x27;&gt;&quot;&amp;&quot;&lt;/a&gt;", "django example"],
    [
      "'Have you read \\'James & the Giant Peach\\'?'|escape",
      "Have you read &#x27;James &amp; the Giant Peach&#x27;?",
      "django",
    ],
  ],
  force_escape: [
    ['"Joel\\nis a slug"|linebreaks|force_escape', "&lt;p&gt;Joel&lt;br&gt;is a slug&lt;/p&gt;", "django example"],
  ],
  escape_once: [
    ['"1 < 2 & 3"|escape_once', "1 &lt; 2 &amp; 3", "liquid example"],
    ['"1 &lt; 2 &amp; 3"|escape_once', "1 &lt; 2 &amp; 3", "liquid example"],
    ['"&#39; &#xff; & &; &x"|escape_once', "&#39; &#xff; &amp; &amp;; &amp;x", "liquid"],
  ],
  escapeseq: [
    ['["<", "a"]|escapeseq|join:", "', "&lt;, a", "django example"],
    ["7|escapeseq", 7, "ours"],
  ],
  xml_escape: [['"<"|xml_escape', "&lt;", "liquid"]],
  escapejs: [["'a \"b\"'|escapejs", 'a "b"', "ours"]],
  safe: [
    ['"<b>"|safe', "<b>", "django"],
    ["7|safe", 7, "ours"],
  ],
  safeseq: [['["<b>", "i"]|safeseq|join:", "', "<b>, i", "django example"]],
  raw: [['"<b>"|raw', "<b>", "liquid"]],
  json: [
    ['["a", 1]|json', '["a",1]', "liquid"],
    ["absent|json", "null", "ours"],
  ],
  jsonify: [['{"a":"b"}|jsonify', '{"a":"b"}', "liquid"]],
  inspect: [['"a"|inspect', '"a"', "liquid"]],
  linebreaks: [
    ['"Joel\\nis a slug"|linebreaks', "<p>Joel<br>is a slug</p>", "django example"],
    ['"a\\r\\n\\r\\nb"|linebreaks', "<p>a</p>\n\n<p>b</p>", "django"],
    ['"a & b"|linebreaks', "<p>a & b</p>", "ours"],
  ],
  linebreaksbr: [
    ['"Joel\\nis a slug"|linebreaksbr', "Joel<br>is a slug", "django example"],
    ['"a\\r\\nb\\rc"|linebreaksbr', "a<br>b<br>c", "django"],
  ],
  newline_to_br: [['"Hello\\nthere"|newline_to_br', "Hello<br>there", "klaviyo"]],
  striptags: [
    ['"<b>Joel</b> <button>is</button> a <span>slug</span>"|striptags', "Joel is a slug", "django example"],
    ['"a < b && c > d"|striptags', "a < b && c > d", "django"],
    ["'<a title=\"x>y\">l</a>'|striptags", "l", "django"],
    ['"<!-- c -->x<!DOCTYPE y>z<br/>"|striptags', "xz", "django"],
    ['"<<b>i>x"|striptags', "x", "django"],
    ['"x <b"|striptags', "x <b", "django"],
    ['"&lt;b&gt;"|striptags', "&lt;b&gt;", "django"],
    ['"<!-- <i>open</i>"|striptags', "<!-- open", "ours"],
    ["'<i a\">b'|striptags", "b", "django"],
    ["'<a t=\"x>y'|striptags", "y", "django"],
    ["'<!-->x-->y'|striptags", "y", "ours"],
  ],
  strip_html: [
    ['"Have <em>you</em> read <strong>Ulysses</strong>?"|strip_html', "Have you read Ulysses?", "liquid example"],
  ],
  urlencode: [
    [
      '"https://www.example.org/foo?a=b&c=d"|urlencode',
      "https%3A//www.example.org/foo%3Fa%3Db%26c%3Dd",
      "django example",
    ],
    ['"https://www.example.org/"|urlencode:""', "https%3A%2F%2Fwww.example.org%2F", "django example"],
    ['"a:b"|urlencode:":"', "a:b", "django"],
    ['"~-_.!\'()*"|urlencode', "~-_.%21%27%28%29%2A", "django"],
    ['"\\ud800"|urlencode', "%EF%BF%BD", "ours"],
  ],
  urlencodeplus: [['"a b/c+d"|urlencodeplus', "a+b%2Fc%2Bd", "klaviyo"]],
  urldecode: [
    ['"a%20b+c%2F"|urldecode', "a b+c/", "klaviyo"],
    ['"100% %zz %ff"|urldecode', "100% %zz \ufffd", "ours"],
    ['"%C3%A9%e2%99%a5"|urldecode', "é♥", "klaviyo"],
  ],
  urldecodeplus: [['"a%20b+c"|urldecodeplus', "a b c", "klaviyo"]],
  iriencode: [
    ['"?test=I ♥ Django"|iriencode', "?test=I%20%E2%99%A5%20Django", "django example"],
    ['"a%20b"|urlencode|iriencode', "a%2520b", "django"],
  ],
  url_encode: [['"john@liquid.com"|url_encode', "john%40liquid.com", "liquid example"]],
  url_decode: [['"%27Stop%21%27+said+Fred"|url_decode', "'Stop!' said Fred", "liquid example"]],
  cgi_escape: [['"foo, bar; baz?"|cgi_escape', "foo%2C+bar%3B+baz%3F", "liquid example"]],
  uri_escape: [
    ['"https://example.com/?q=foo, \\\\bar?"|uri_escape', "https://example.com/?q=foo,%20%5Cbar?", "liquid"],
  ],
  httpize: [
    ['"shop.example/a"|httpize', "http://shop.example/a", "klaviyo"],
    ['"https://shop.example"|httpize', "https://shop.example", "klaviyo"],
    ['"//cdn.example/a.png"|httpize', "http://cdn.example/a.png", "ours"],
    ["absent|httpize", "", "ours"],
  ],
  httpsize: [
    ['"shop.example/a"|httpsize', "https://shop.example/a", "klaviyo"],
    ['"http://shop.example"|httpsize', "https://shop.example", "ours"],
  ],
  trim_slash: [
    ['"https://shop.example/"|trim_slash', "https://shop.example", "klaviyo"],
    ['"https://shop.example"|trim_slash', "https://shop.example", "klaviyo"],
  ],
  base64_encode: [
    ['"one two three"|base64_encode', "b25lIHR3byB0aHJlZQ==", "liquid example"],
    ['"shah@example.com"|base64_encode', "c2hhaEBleGFtcGxlLmNvbQ==", "klaviyo"],
  ],
  base64_decode: [['"b25lIHR3byB0aHJlZQ=="|base64_decode', "one two three", "liquid example"]],
  base64_url_safe_encode: [['">>>???"|base64_url_safe_encode', "Pj4-Pz8_", "klaviyo"]],
  base64_url_safe_decode: [['"Pj4-Pz8_"|base64_url_safe_decode', ">>>???", "klaviyo"]],
  md5_hash: [
    ['"abc"|md5_hash', "900150983cd24fb0d6963f7d28e17f72", "klaviyo"],
    ['""|md5_hash', "d41d8cd98f00b204e9800998ecf8427e", "klaviyo"],
  ],
  sha_1: [
    ['"abc"|sha_1', "a9993e364706816aba3e25717850c26c9cd0d89d", "klaviyo"],
    ['"ü"|sha_1', "94a759fd37735430753c7b6b80684306d80ea16e", "klaviyo"],
  ],
  sha_256: [['"abc"|sha_256', "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "klaviyo"]],
  sha256: [['"abc"|sha256', "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "liquid"]],
  hmac_sha256: [
    [
      '"The quick brown fox jumps over the lazy dog"|hmac_sha256:"key"',
      "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8",
      "liquid",
    ],
  ],
};
