// Filters of texts.

import type { FilterCases } from "../filter-case.ts";

export const TEXT_CASES: FilterCases = {
  addslashes: [
    ['"I\'m using Django"|addslashes', "I\\'m using Django", "django example"],
    ['"\\"\\\\"|addslashes', '\\"\\\\', "django"],
  ],
  capfirst: [
    ['"django"|capfirst', "Django", "django example"],
    ['"éLAN"|capfirst', "ÉLAN", "django"],
    ['"1st"|capfirst', "1st", "django"],
    ["absent|capfirst", "", "django"],
  ],
  capitalize: [
    ['"title"|capitalize', "Title", "liquid example"],
    ['"my GREAT title"|capitalize', "My GREAT title", "klaviyo"],
  ],
  upper: [
    ['"Joel is a slug"|upper', "JOEL IS A SLUG", "django example"],
    ['"straße"|upper', "STRASSE", "django"],
    ["1.5|upper", "1.5", "django"],
    ["absent|upper", "", "django"],
    ["null|upper", "", "ours"],
  ],
  upcase: [['"Parker Moore"|upcase', "PARKER MOORE", "liquid example"]],
  lower: [['"Totally LOVING this Album!"|lower', "totally loving this album!", "django example"]],
  downcase: [['"Parker Moore"|downcase', "parker moore", "liquid example"]],
  title: [
    ['"my FIRST post"|title', "My First Post", "django example"],
    ["\"they're bill's friends from UNESCO\"|title", "They're Bill's Friends From Unesco", "django"],
    ['"o\'neil, 2ND floor"|title', "O'Neil, 2nd Floor", "django"],
    ["absent|title", "", "django"],
    ["12|title", "12", "django"],
  ],
  center: [
    ['"Django"|center:"15"', "     Django    ", "django example"],
    ['"Django"|center:10', "  Django  ", "django"],
    ['"Django"|center:9', "  Django ", "django"],
    ['"😀"|center:3', " 😀 ", "django"],
    ['"Django"|center:3', "Django", "django"],
    ['"Django"|center:"wide"', "Django", "ours"],
  ],
  ljust: [
    ['"Django"|ljust:"10"', "Django    ", "django example"],
    ['"Django"|ljust:-1', "Django", "django"],
  ],
  rjust: [
    ['"Django"|rjust:"10"', "    Django", "django example"],
    ["7|rjust:3", "  7", "django"],
  ],
  cut: [
    ['"String with spaces"|cut:" "', "Stringwithspaces", "django example"],
    ['"aXbXc"|cut:"X"', "abc", "django"],
    ['"abc"|cut:""', "abc", "django"],
    ["1.50|cut:'.'", "15", "django"],
  ],
  linenumbers: [
    ['"one\\ntwo\\nthree"|linenumbers', "1. one\n2. two\n3. three", "django example"],
    ['"1\\n2\\n3\\n4\\n5\\n6\\n7\\n8\\n9\\n10"|linenumbers|slice:":6"', "01. 1\n", "django"],
  ],
  phone2numeric: [['"800-COLLECT"|phone2numeric', "800-2655328", "django example"]],
  slugify: [
    ['"Joel is a slug"|slugify', "joel-is-a-slug", "django example"],
    ['" Crème  brûlée_1! -_"|slugify', "creme-brulee_1", "django"],
    ['"The _config.yml file"|slugify:"pretty"', "the-_config.yml-file", "liquid example"],
    ['"The _cönfig.yml file"|slugify:"latin"', "the-config-yml-file", "liquid example"],
  ],
  truncatechars: [
    ['"Joel is a slug"|truncatechars:7', "Joel i…", "django example"],
    ['"Joel is a slug"|truncatechars:14', "Joel is a slug", "django"],
    ['"👍👍👍👍"|truncatechars:3', "👍👍…", "django"],
    ['"re\u0301sume\u0301"|truncatechars:4', "rés…", "django"],
    ['"Joel"|truncatechars:0', "", "django"],
    ['"Joel"|truncatechars:1', "…", "django"],
    ['"Joel"|truncatechars:"few"', "Joel", "django"],
    ['"Joel"|truncatechars:" 2 "', "J…", "django"],
  ],
  truncatewords: [
    ['"Joel is a slug"|truncatewords:2', "Joel is …", "django example"],
    ['"Joel  is\\na slug"|truncatewords:9', "Joel is a slug", "django"],
    ['"Joel is"|truncatewords:0', "", "django"],
    ['"Ground control to Major Tom."|truncatewords:3, "--"', "Ground control to--", "liquid example"],
    ['"Ground control to Major Tom."|truncatewords:3, ""', "Ground control to", "liquid example"],
    ['"one two"|truncatewords:2, "--"', "one two", "liquid"],
    ['"1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16"|truncatewords', "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15...", "liquid"],
  ],
  truncate: [
    ['"Ground control to Major Tom."|truncate:20', "Ground control to...", "liquid example"],
    ['"Ground control to Major Tom."|truncate:25, ", and so on"', "Ground control, and so on", "liquid example"],
    ['"Ground control to Major Tom."|truncate:20, ""', "Ground control to Ma", "liquid example"],
    ['"hello world"|truncate:5', "he...", "klaviyo"],
  ],
  wordcount: [
    ['"Joel is a slug"|wordcount', 4, "django example"],
    ['"  "|wordcount', 0, "django"],
    ["absent|wordcount", 0, "django"],
  ],
  wordwrap: [
    ['"Joel is a slug"|wordwrap:5', "Joel\nis a\nslug", "django example"],
    ['"a\\n\\nlongestword b"|wordwrap:3', "a\n\nlongestword\nb", "django"],
    ['"a\\tb"|wordwrap:20', "a       b", "django"],
  ],
  make_list: [
    ['"Joel"|make_list', ["J", "o", "e", "l"], "django example"],
    ["123|make_list", ["1", "2", "3"], "django example"],
    ['"a😀"|make_list', ["a", "😀"], "django"],
    ["[1, 2]|make_list", [1, 2], "ours"],
    ["absent|make_list", [], "django"],
  ],
  append: [
    ['"hello"|append:" world"', "hello world", "klaviyo example"],
    ['"/my/fancy/url"|append:".html"', "/my/fancy/url.html", "liquid example"],
    ["[1]|append:'!'", "[1]!", "ours"],
    ['1|append:"a"', "1a", "liquid"],
    ["'a'|append:[1]", "a[1]", "ours"],
  ],
  prepend: [
    [
      '"apples, oranges, and bananas"|prepend:"Some fruit: "',
      "Some fruit: apples, oranges, and bananas",
      "liquid example",
    ],
    ["'hello'|prepend:'world '", "world hello", "klaviyo example"],
  ],
  strip: [['"          So much room for activities          "|strip', "So much room for activities", "liquid example"]],
  lstrip: [["'  a '|lstrip", "a ", "liquid"]],
  rstrip: [["'  a '|rstrip", "  a", "liquid"]],
  squish: [['"  a \\t b  "|squish', "a b", "liquid"]],
  normalize_whitespace: [['"a \\n b"|normalize_whitespace', "a b", "liquid example"]],
  strip_newlines: [['"\\nHello\\nthere\\n"|strip_newlines', "Hellothere", "liquid example"]],
  number_of_words: [['"Hello world!"|number_of_words', 2, "liquid example"]],
  remove: [
    [
      '"I strained to see the train through the rain"|remove:"rain"',
      "I sted to see the t through the ",
      "liquid example",
    ],
  ],
  remove_first: [
    [
      '"I strained to see the train through the rain"|remove_first:"rain"',
      "I sted to see the train through the rain",
      "liquid example",
    ],
  ],
  remove_last: [
    [
      '"I strained to see the train through the rain"|remove_last:"rain"',
      "I strained to see the train through the ",
      "liquid example",
    ],
  ],
  replace: [
    ['"Take my protein pills"|replace:"my","your"', "Take your protein pills", "liquid"],
    ['"a-b-c"|replace:"-"', "abc", "liquid"],
  ],
  find_replace: [
    ['"Hi, there,"|find_replace:",|-"', "Hi- there-", "klaviyo example"],
    ["'Stack Set'|find_replace:'Stack Set|Set'", "Set", "klaviyo"],
    ["'a.b'|find_replace:'.|'", "ab", "klaviyo"],
    ["'abc'|find_replace:'|x'", "abc", "ours"],
    ["'a b'|find_replace:'a', 'c'", "c b", "ours"],
    ["absent|find_replace:'a|b'", "", "ours"],
  ],
  replace_first: [
    [
      '"Take my protein pills and put my helmet on"|replace_first:"my", "your"',
      "Take your protein pills and put my helmet on",
      "liquid example",
    ],
    ['"a,b,c"|replace_first:",|-"', "a-b,c", "klaviyo"],
    ['"a$b"|replace_first:"$|$&"', "a$&b", "klaviyo"],
  ],
  replace_last: [
    [
      '"Take my protein pills and put my helmet on"|replace_last:"my", "your"',
      "Take my protein pills and put your helmet on",
      "liquid example",
    ],
    ['"a,b,c"|replace_last:",|-"', "a,b-c", "klaviyo"],
    ['"abc"|replace_last:"x|-"', "abc", "klaviyo"],
  ],
  split: [
    ['"John, Paul, George, Ringo"|split:", "', ["John", "Paul", "George", "Ringo"], "liquid example"],
    ['"a,b,c"|split:","', ["a", "b", "c"], "klaviyo"],
    ['"a,,b,,"|split:","', ["a", "", "b"], "liquid"],
    ['"a😀"|split:""', ["a", "😀"], "ours"],
    ['absent|split:","', [], "liquid"],
  ],
  resplit: [
    ['"a  b\\tc"|resplit:"\\\\s+"', ["a", "b", "c"], "klaviyo"],
    ['" a;b, c"|resplit:"[,;] ?"', [" a", "b", "c"], "klaviyo"],
    ['"a1b22"|resplit:"\\\\d{2}|[^a]1"', ["a1b", ""], "klaviyo"],
    ['"a.b|c"|resplit:"\\\\.|\\\\|"', ["a", "b", "c"], "klaviyo"],
    ['"xaab"|resplit:"a+?"', ["x", "", "b"], "klaviyo"],
    ['"x_Y9 z"|resplit:"[^\\\\w]|[X-Z]"', ["x_", "9", "z"], "klaviyo"],
    ['absent|resplit:","', [""], "klaviyo"],
    ["'a,b  c'|resplit:'[\\\\s,]+'", ["a", "b", "c"], "klaviyo"],
    ["'ab, c'|resplit:'\\\\S+'", ["", " ", ""], "klaviyo"],
  ],
};
