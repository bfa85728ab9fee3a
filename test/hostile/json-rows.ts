// Rows for every class of case in JSONTestSuite (https://github.com/nst/JSONTestSuite): texts that RFC 8259 allows, texts that it does
// not allow, and texts about which it leaves the decision to the parser. The class is the beginning of the names of the suite's files.
// The rows are Flowhook's own; each is the value of a property, or a whole body.

/** A class, and JSON values of it. Each is accepted and keeps its meaning. */
export const VALID_VALUES: readonly (readonly [string, readonly string[]])[] = [
  ["array: empty", ["[]", "[ ]", "[\n]"]],
  ["array: white space around items", ["[ 1 ]", "[\t1\r\n,2]", "[[]  ,[ ]]"]],
  ["array: items of several kinds", ['[null,true,false,1,-2.5,"a",[],{}]', "[null,null,1,null]"]],
  ["number: whole", ["0", "1", "-1", "-0", "1234567"]],
  ["number: fraction", ["0.5", "-12.75", "3.1415926535"]],
  ["number: exponent", ["1e2", "1E2", "1e+2", "1E+2", "1.5e-3", "0e1", "0e+1", "2E-2"]],
  ["number: close to zero", ["-0.000000000000000000000000000000000000000000000000000000000000000000000000000001"]],
  ["number: more digits than a double has", ["9007199254740993", "1.000000000000000005", "-9223372036854775809"]],
  ["object: empty", ["{}", "{ }"]],
  ["object: fields", ['{"a":1,"b":{"c":[]}}', '{ "a" : 1 ,\n"b" : 2 }']],
  ["object: empty name", ['{"":0}']],
  ["object: a name with an escaped NUL", [String.raw`{"a\u0000b":1}`]],
  [
    "object: names that JavaScript gives a meaning",
    ['{"__proto__":{"a":1},"constructor":2,"toString":3,"toJSON":4,"then":5}'],
  ],
  ["object: names that differ in their normal form only", [String.raw`{"\u00e9":1,"e\u0301":2}`]],
  ["object: extreme numbers", ['{"min":-1.0e+28,"max":1.0e+28}']],
  ["string: empty, and ASCII", ['""', '" "', '"asd"']],
  ["string: escapes", [String.raw`"\"\\\/\b\f\n\r\t"`, String.raw`"\\u0061"`, String.raw`"\\n"`]],
  ["string: escaped code points", [String.raw`"\u0000"`, String.raw`"\u0012\u00A0\u20ac"`, String.raw`"\uA66D"`]],
  [
    "string: escaped surrogate pairs",
    [String.raw`"\uD83d\uDe39"`, String.raw`"\uDBFF\uDFFF"`, String.raw`"\ud83d\ude39\uD83D\uDC8D"`],
  ],
  ["string: escaped noncharacters", [String.raw`"\uFFFF"`, String.raw`"\uFFFE\uFDD0"`, String.raw`"\uDBFF\uDFFE"`]],
  ["string: text that looks like a comment", ['"a/*b*/c/*d//e"', '"# no"']],
  ["string: UTF-8 of one to four bytes", ['"a é € 😀"', '"\u{10ffff}"', '"\u{1bfff}\uffff\ufffe"']],
  ["string: characters that are not visible", ['"\u200b\u2064\u2028\u2029\u007f"']],
  ["literal", ["true", "false", "null"]],
];

/** A class, and values that are not JSON. */
export const INVALID_VALUES: readonly (readonly [string, readonly string[]])[] = [
  ["array: comma", ["[,]", "[1,]", "[,1]", "[1,,2]", "[1,,]", '["",]']],
  ["array: no comma", ["[1 true]", "[1[2]]", '["a" "b"]', "[1;2]", '["a":1]']],
  ["array: not closed", ["[", "[1", '["a"', "[1,\n2", "[[1]", "[{}"]],
  ["array: closed twice", ["[1]]", "[]]", "[1],"]],
  ["array: other content", ["[-]", "[*]", "[\u000b]", "[\f]", "[a]"]],
  ["literal: incomplete, or in other letters", ["nul", "tru", "fals", "True", "NULL", "undefined"]],
  ["number: sign", ["+1", "++1", "- 1", "-", "-a", "--1"]],
  ["number: leading zero", ["01", "-01", "-012", "00", "012.5"]],
  ["number: point", [".5", "-.5", "1.", "1.e1", "-2.", "0.1.2", ".2e-3"]],
  ["number: exponent", ["1e", "1e+", "1e-", "0E", "0.3e+", "1eE2", "9.e+", "1ea", "2.e3"]],
  ["number: not a number", ["NaN", "-NaN", "Infinity", "-Infinity", "Inf", "+Inf"]],
  ["number: other notation", ["0x1", "0xFF", "1_000", "1 000", "1+2", "１", "1a", "1.2a", "-1x"]],
  ["object: comma", ["{,}", '{"a":1,}', '{"a":1,,"b":2}', '{"a":1,,}']],
  ["object: colon", ['{"a" 1}', '{"a",1}', '{"a"::1}', '{"a"}', '{"a":}', "{:1}", '{"a";1}']],
  ["object: name without quotes", ["{a:1}", "{1:1}", "{null:null}", "{'a':1}", "{[:1}", "{😀}", "{9999E9999:1}"]],
  ["object: not closed", ["{", '{"a"', '{"a":', '{"a":1', '{"a":"a', '{"a":[', '{"a":1]']],
  ["object: content after it", ['{"a":1}}', '{"a":1}#', '{"a":true}"x"', '{"a":"b"}/**/', '{"a":"b"}//']],
  ["string: not closed", ['"', '"a', String.raw`"\"`, '["a', '[""a"]']],
  ["string: quotes", ["'a'", "a", "é", "“a”", String.raw`\u0020"a"`]],
  [
    "string: escape",
    [String.raw`"\x00"`, String.raw`"\a"`, String.raw`"\u"`, String.raw`"\u12"`, String.raw`"\uD834\u"`],
  ],
  [
    "string: escape of several digits",
    [String.raw`"\uqqqq"`, String.raw`"\U00e9"`, String.raw`"\u00A"`, String.raw`"\uD834\uD"`],
  ],
  ["string: escape of another character", ['"\\😀"', '"\\\t"', '"\\\u0000"', '"\\é"', String.raw`"\'"`]],
  ["string: control characters", ['"a\u0000b"', '"a\nb"', '"a\tb"', '"\u001f"', '"\r"']],
  ["structure: other characters", ["<null>", "<.>", "*", "#", "", "\u2060", "\u0000", "å", "{]", "[}"]],
  ["structure: comments", ["[1]/**/", "/*1*/1", "// 1", "1 # one"]],
  ["structure: several values", ["1 2", "[][]", "{}{}", '"a""b"', "1]", "2,"]],
];

/** A class, bytes of a string that are not UTF-8. */
export const NOT_UTF8: readonly (readonly [string, readonly (readonly number[])[]])[] = [
  ["a byte that UTF-8 does not have", [[0xff], [0xfe], [0xc0], [0xf5]]],
  ["Latin-1", [[0xe9], [0x63, 0x61, 0x66, 0xe9]]],
  ["a continuation byte alone", [[0x80], [0x81, 0x20], [0xbf]]],
  ["a sequence that ends early", [[0xc3], [0xe2, 0x82], [0xe0, 0xff], [0xf0, 0x9f, 0x98]]],
  [
    "a longer sequence than needed",
    [
      [0xc0, 0xaf],
      [0xe0, 0x80, 0x80],
      [0xfc, 0x83, 0xbf, 0xbf, 0xbf, 0xbf],
      [0xfc, 0x80, 0x80, 0x80, 0x80, 0x80],
    ],
  ],
  [
    "a surrogate",
    [
      [0xed, 0xa0, 0x80],
      [0xed, 0xb0, 0x80],
      [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80],
    ],
  ],
  [
    "a code point over U+10FFFF",
    [
      [0xf4, 0xbf, 0xbf, 0xbf],
      [0xf4, 0x90, 0x80, 0x80],
    ],
  ],
];

/** Texts about which RFC 8259 leaves the decision to the parser, as values. Flowhook keeps these. */
export const KEPT_VALUES: readonly (readonly [string, readonly string[]])[] = [
  [
    "a number beyond the largest double keeps its digits",
    ["1e400", "-1e+9999", "1.5e9999", "123123e100000", "0.4e00669999999999999999"],
  ],
  ["a number below the smallest double keeps its digits", ["123.456e-789", "123e-10000000", "1e-999"]],
  ["a whole number of any length keeps its digits", ["100000000000000000000", `-${"123".repeat(20)}`]],
];

/** The same. Flowhook refuses these, with the pointer to the place below the value and a part of the message. */
export const REFUSED_VALUES: readonly (readonly [string, string, string, string])[] = [
  ["the first half of a surrogate pair", String.raw`"\uDADA"`, "", "surrogate"],
  ["the second half of a surrogate pair", String.raw`"\uDFAA"`, "", "surrogate"],
  ["the first half, then another character", String.raw`"\uD888\u1234"`, "", "surrogate"],
  ["the first half, then an escape", String.raw`"\uD800\n"`, "", "surrogate"],
  ["the first half twice", String.raw`"\uD800\uD800\n"`, "", "surrogate"],
  ["the first half, then text", String.raw`"\ud800abc"`, "", "surrogate"],
  ["both halves in the wrong order", String.raw`"\uDd1e\uD834"`, "", "surrogate"],
  ["half of a pair next to a whole one", String.raw`["ok", "\ud83d\ude39\ud83d"]`, "/1", "surrogate"],
  ["half of a pair in a name", String.raw`{"a\uDFAA":0}`, "/a\udfaa", "surrogate"],
  ["a field twice", '{"a":"b","a":"c"}', "/a", "more than once"],
  ["a field twice with one value", '{"a":"b","a":"b"}', "/a", "more than once"],
  ["a field twice, once with an escape", String.raw`{"a":1,"\u0061":2}`, "/a", "more than once"],
  ["a field twice deeper", '[0,{"b":[{"c":1,"c":{"c":2}}]}]', "/1/b/0/c", "more than once"],
  ["__proto__ twice", '{"__proto__":1,"__proto__":2}', "/__proto__", "more than once"],
  ["500 nested arrays", `${"[".repeat(500)}${"]".repeat(500)}`, `${"/0".repeat(32)}`, "Nested deeper than 32 levels"],
];

/** Whole bodies, and a part of the message of their refusal. */
export const REFUSED_BODIES: readonly (readonly [string, Buffer, string])[] = [
  ["no bytes", Buffer.alloc(0), "empty"],
  ["white space only", Buffer.from(" \r\n\t"), "not JSON"],
  ["a byte order mark, then JSON", Buffer.from("\ufeff{}"), "byte order mark"],
  ["a byte order mark alone", Buffer.from("\ufeff"), "byte order mark"],
  ["a part of a byte order mark", Buffer.from([0xef, 0xbb, 0x7b, 0x7d]), "not UTF-8"],
  ["UTF-16 with a byte order mark", Buffer.from('\ufeff{"a":"é"}', "utf16le"), "not UTF-8"],
  ["UTF-16 of ASCII", Buffer.from("{}", "utf16le"), "not JSON"],
  ["UTF-16 of other characters", Buffer.from('{"a":"é"}', "utf16le"), "not UTF-8"],
  ["100,000 brackets that open", Buffer.from("[".repeat(100_000)), "not JSON"],
  ["100,000 objects that open", Buffer.from('[{"":'.repeat(50_000)), "not JSON"],
  ["100,000 brackets that open and close", Buffer.from("[".repeat(100_000) + "]".repeat(100_000)), "object"],
  ["a NUL after the event", Buffer.from('{"metric":"m","profile":{"id":"1"}}\u0000'), "not JSON"],
  ["a value that is no object: a list", Buffer.from("[]"), "object"],
  ["a value that is no object: a text", Buffer.from('"a"'), "object"],
  ["a value that is no object: a number", Buffer.from("42"), "object"],
  ["a value that is no object: null", Buffer.from("null"), "object"],
  ["a value that is no object: a boolean", Buffer.from("true"), "object"],
];
