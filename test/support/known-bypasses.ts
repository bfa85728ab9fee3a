// Hosts and URLs that are known to lead past checks of addresses, by the published lists and tests that have them. Where a
// list has http, the tests put https in its place, so that it is the address that is refused and not the scheme.

/** Where rows come from. */
export const SOURCES = {
  payloads: "https://github.com/swisskyrepo/PayloadsAllTheThings, Server Side Request Forgery, at f9fa5141",
  filter: "https://github.com/arkadiyt/ssrf_filter, spec/lib/ssrf_filter_spec.rb, at d401e935",
  svix: "https://github.com/svix/svix-webhooks, server/svix-server/src/core/webhook_http_client.rs, at 4fc0cfb8",
  smokescreen: "https://github.com/stripe/smokescreen, pkg/smokescreen/smokescreen_test.go, at a3294a6c",
  check: "https://github.com/jtdowney/private_address_check, test/private_address_check_test.rb, at e0e5398a",
  microsoft: "https://github.com/microsoft/AntiSSRF, config/IPAddressRanges.json, at 4b0d5c35, recommendedV1",
  cheatSheet: "https://cheatsheetseries.owasp.org, Server-Side Request Forgery Prevention, at 6b8819da",
  orangeTsai: "Orange Tsai, A New Era of SSRF, Black Hat USA 2017, cited in PayloadsAllTheThings",
} as const satisfies Record<string, string>;

type Source = keyof typeof SOURCES;

/** Hosts of URLs that are addresses in some spelling. Each must be refused as a target. */
export const HOSTS: readonly (readonly [source: Source, hosts: readonly string[]])[] = [
  [
    "payloads",
    [
      ...["127.0.0.1", "0.0.0.0", "127.127.127.127", "127.0.1.3", "127.0.0.0", "0", "127.1", "127.0.1"],
      ...["[::]", "[0000::1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::ffff:127.0.0.1]"],
      ...["2130706433", "3232235521", "3232235777", "2852039166", "7147006462"],
      ...["0177.0.0.1", "o177.0.0.1", "0o177.0.0.1", "q177.0.0.1"],
      ...["0x7f000001", "0xc0a80101", "0xa9fea9fe", "0xA9.0xFE.0xA9.0xFE", "0x41414141A9FEA9FE"],
      ...["0251.0376.0251.0376", "0251.00376.000251.0000376", "0251.254.169.254", "425.510.425.510"],
      ...["[::ffff:a9fe:a9fe]", "[0:0:0:0:0:ffff:a9fe:a9fe]", "[0:0:0:0:0:ffff:169.254.169.254]", "[fd00:ec2::254]"],
      ...["169.254.169.254", "169.254.170.2", "192.0.0.192", "100.100.100.200"],
      ...["①②⑦.⓪.⓪.①", "①⑥⑨.②⑤④.①⑥⑨.②⑤④", "127。0。0。1", "127｡0｡0｡1", "127．0．0．1"],
    ],
  ],
  [
    "svix",
    [
      ...["10.254.0.0", "192.168.10.65", "172.16.10.65", "0.1.2.3", "0.0.0.0", "127.0.0.254", "127.254.254.254"],
      ...["169.254.45.1", "255.255.255.255", "224.1.2.3", "233.252.0.16", "192.0.0.0", "192.0.0.255"],
      ...["192.0.2.255", "198.51.100.65", "203.0.113.6", "100.100.0.0", "192.88.99.3", "198.18.0.0", "240.240.240.240"],
      ...["[::0]", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:0.0.0.1]", "[2001:db8::1]", "[3fff::dead:beef]"],
      ...["[fe80::dead:beef]", "[febf:ffff::dead:beef]", "[fdee:3A45:9057::0001]", "[fd7a:115c:a1e0::1]"],
      ...["[2002:c000:0204::dead:beef]", "[2002:c0a8:0001::dead:beef]", "[64:ff9b::c0a8:0]", "[64:ff9b::808:808]"],
      ...["[5f00::dead:beef]", "[64:ff9b:1::dead:beef]", "[100::1:2:3:4]"],
      ...["[0000:0000:0000:0000:0000:ffff:7f00:0001]", "[127.0.0.1]", "[::1%lo]", "::1"],
    ],
  ],
  ["filter", ["[64:ff9b:1:a00:0:100::]", "[64:ff9b:1:c0a8:1:100::]", "[64:ff9b::a00:1]", "[::ffff:0:10.0.0.1]"]],
  [
    "smokescreen",
    [
      ...["[64:ff9b::ac1c:5]", "[64:ff9b::c000:201]", "[64:ff9b::ffff:ffff]", "[2002:a00:1::1]", "[2002:808:808::1]"],
      ...["[2001:0:4136:e378:8000:63bf:3fff:fdd2]", "[2001:0:1234:5678:9abc:def0:1234:5678]", "100.127.255.254"],
      ...["127.255.255.255", "[ff02:0:0:0:0:0:0:2]"],
    ],
  ],
  [
    "check",
    ["10.10.10.2", "172.16.2.10", "192.168.1.10", "[fc00::a]", "[fd00::2]", "127.2.2.2", "169.254.2.5", "127.1"],
  ],
];

/** Whole URLs that parsers read differently. Each must be refused, whichever host a parser finds. */
export const URLS: readonly (readonly [source: Source, urls: readonly string[]])[] = [
  [
    "orangeTsai",
    [
      "https://127.1.1.1:80\\@127.2.2.2:80/",
      "https://127.1.1.1:80\\@@127.2.2.2:80/",
      "https://127.1.1.1:80:\\@@127.2.2.2:80/",
      "https://127.1.1.1:80#\\@127.2.2.2:80/",
      "https:127.0.0.1/",
      "https://1.1.1.1 &@2.2.2.2# @3.3.3.3/",
    ],
  ],
  [
    "payloads",
    [
      "https://test???test.com#@127.0.0.1",
      "0://evil.com:80;http://google.com:80/",
      ...["jar:https://127.0.0.1!/", "file:///etc/passwd", "file://\\/\\/etc/passwd", "dict://attacker:11111/"],
      ...["sftp://evil.com:11111/", "tftp://evil.com:12346/TESTUDPPACKET", "netdoc:///etc/passwd"],
      ...["ldap://localhost:11211/%0astats%0aquit", "gopher://localhost:25/_MAIL%20FROM:<a@example.com>%0D%0A"],
      ...["https://localhost:22", "https://127.0.0.1:443"],
    ],
  ],
  ["svix", ["https://@[::1]:9876", "https://1:2@[::1]:9876"]],
];

/** Ranges whose first and last address must be refused. */
export const RANGES: readonly (readonly [source: Source, ranges: readonly string[]])[] = [
  [
    "microsoft",
    [
      ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16"],
      ...["172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24"],
      ...["192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"],
      ...["224.0.0.0/4", "240.0.0.0/4", "::1/128", "::/128", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64"],
      ...["100:0:0:1::/64", "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20", "5f00::/16"],
      ...["fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"],
    ],
  ],
  [
    "cheatSheet",
    ["127.0.0.0/8", "0.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/4", "ff00::/8"],
  ],
];

/** Names, and the address of each. They are valid in a URL, and are refused when they are dialed. */
export const NAMES: readonly (readonly [source: Source, names: Readonly<Record<string, string>>])[] = [
  [
    "payloads",
    {
      localhost: "127.0.0.1",
      "ip6-localhost": "::1",
      "ip6-loopback": "::1",
      "localtest.me": "::1",
      "localh.st": "127.0.0.1",
      "company.127.0.0.1.nip.io": "127.0.0.1",
      "169.254.169.254.nip.io": "169.254.169.254",
      "make-1.2.3.4-rebind-169.254-169.254-rr.1u.ms": "169.254.169.254",
      "instance-data": "169.254.169.254",
      metadata: "169.254.169.254",
      "metadata.google.internal": "169.254.169.254",
      "rancher-metadata": "169.254.169.250",
    },
  ],
  ["cheatSheet", { "metadata.amazonaws.com": "169.254.169.254" }],
];
