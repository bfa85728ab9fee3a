// Bodies in Klaviyo's syntax, pasted unchanged: each renders to the JSON that its author intends.

import { describe, expect, test } from "vitest";
import { LINE_ITEMS, rendered, SHAH } from "./klaviyo-events.ts";

describe("an order with its line items, for a warehouse", () => {
  const BODY = `{
  {# to the warehouse #}
  "order_id": "{{ event|lookup:'$event_id' }}",
  "order_number": {{ event.extra.order_number }},
  "placed_on": "{{ event.extra.created_at|format_date_string|date:'F d, Y' }}",
  "customer": {
    "name": "{{ first_name|title|default:'' }} {{ last_name|default:'' }}",
    "email": "{{ email|default:'' }}",
    "vip": {% if person|lookup:'Loyalty Points' > 150 %}true{% else %}false{% endif %}
  },
  "ship_to": "{% with event.extra.shipping_address as to %}{{ to.address1 }}{% if to.address2 %}, {{ to.address2 }}{% endif %}, {{ to.city }} {{ to.zip }}{% endwith %}",
  "lines": [
    {% for item in event.extra.line_items %}
    {
      "sku": "{{ item.sku }}",
      "title": "{{ item.title|title }}",
      "quantity": {{ item.quantity|floatformat:0 }},
      "price": {{ item.price|floatformat:2 }},
      "gift": {{ item.gift|yesno:"true,false" }}
    }{% if not forloop.last %},{% endif %}
    {% endfor %}
  ],
  "tags": [{% for tag in event.extra.tags|split:',' %}"{{ tag|cut:' ' }}"{% if not forloop.last %}, {% endif %}{% endfor %}],
  "discount": {{ event.extra.total_discounts|default:"null" }},
  "note": "{{ event.extra.note|default:'' }}",
  "shipping": "{{ event.extra.shipping_lines.0.title|default:'Standard' }}",
  "total": {{ event|lookup:'$value'|floatformat:2 }}
}`;

  test("sends every line with its types", () => {
    const extra = {
      order_number: 1001,
      created_at: "2024-02-29T22:05:00-05:00",
      shipping_address: { address1: "1 Long Lane", address2: "", city: "Boston", zip: "02110" },
      line_items: LINE_ITEMS,
      tags: "first, gift wrap",
      note: 'Leave it "by the door"\nplease',
    };
    expect(
      rendered(BODY, { profile: SHAH, properties: { $extra: extra }, value: 29.9, unique_id: "order-1001" }),
    ).toEqual({
      order_id: "order-1001",
      order_number: 1001,
      placed_on: "February 29, 2024",
      customer: { name: "Shah Karim", email: "shah@example.com", vip: true },
      ship_to: "1 Long Lane, Boston 02110",
      lines: [
        { sku: "MUG-BL", title: "Blue Mug", quantity: 1, price: 12.5, gift: true },
        { sku: "PLT-4", title: 'Plate 10"', quantity: 4, price: 4.35, gift: false },
      ],
      tags: ["first", "giftwrap"],
      discount: null,
      note: 'Leave it "by the door"\nplease',
      shipping: "Standard",
      total: 29.9,
    });
  });

  test("sends an empty list for an order without lines", () => {
    const found = rendered(BODY, { properties: { $extra: { order_number: 1 } }, value: 0, unique_id: "o" });
    expect(found).toMatchObject({ lines: [], customer: { name: " ", vip: false }, total: 0 });
  });
});

describe("a checkout with its products, for a reminder", () => {
  const BODY = `{
  "event": "checkout_started",
  "recover_url": "{{ event.extra.checkout_url|default:organization.url }}",
  "permalink": "{{ organization.url|trim_slash }}/cart/{% for item in event.extra.line_items %}{{ item.variant_id }}:{{ item.quantity|floatformat:'0' }}{% if not forloop.last %},{% endif %}{% endfor %}",
  "cart": [
    {% for item in event.extra.line_items|slice:':3' %}
    {
      "position": {{ forloop.counter }},
      "product": "{{ item.product.title|truncatewords:4 }}",
      "image": {% if item.product.images %}"{{ item.product.images.0.src }}"{% else %}null{% endif %},
      "line_price": {{ item.line_price }},
    },
    {% empty %}
    { "position": 0, "product": "nothing" },
    {% endfor %}
  ],
  "more": {{ event.extra.line_items|length|add:'-3' }},
  "size": "{% if event.extra.line_items|length > 3 and event|lookup:'$value' >= 100 %}large{% elif event|lookup:'$value' > 50 %}medium{% else %}small{% endif %}",
  "has_mug": {% if 'Mug' in event.Items and not 'Plate' in event.Items %}true{% else %}false{% endif %},
  "collections": {{ event.Collections }},
}`;

  test("sends at most three products, without a comma after the last", () => {
    const properties = {
      Items: ["Mug"],
      Collections: ["Kitchen", "Tea"],
      $extra: {
        line_items: [...LINE_ITEMS, ...LINE_ITEMS],
        checkout_url: "https://shop.example/checkouts/1?key=a&b=c",
      },
    };
    expect(rendered(BODY, { properties, value: 59.8 })).toEqual({
      event: "checkout_started",
      recover_url: "https://shop.example/checkouts/1?key=a&b=c",
      permalink: "https://shop.example/cart/40001:1,40002:4,40001:1,40002:4",
      cart: [
        { position: 1, product: "Blue mug with a …", image: "https://cdn.example/mug.png", line_price: "12.50" },
        { position: 2, product: "Plate", image: null, line_price: "17.40" },
        { position: 3, product: "Blue mug with a …", image: "https://cdn.example/mug.png", line_price: "12.50" },
      ],
      more: 1,
      size: "medium",
      has_mug: true,
      collections: ["Kitchen", "Tea"],
    });
  });

  test("reports an empty cart", () => {
    expect(rendered(BODY, { properties: { $extra: { line_items: [] } }, value: 10 })).toMatchObject({
      recover_url: "https://shop.example/",
      permalink: "https://shop.example/cart/",
      cart: [{ position: 0, product: "nothing" }],
      more: -3,
      size: "small",
      has_mug: false,
      collections: null,
    });
  });
});

describe("a new subscriber, for a CRM", () => {
  const BODY = `{
  "contact": {
    "externalId": "{{ person.external_id|default:person.email|lower }}",
    "firstName": "{{ person.first_name|default:''|capfirst }}",
    "lastName": "{{ person.last_name|default:'' }}",
    "fullName": "{{ person.full_name|title }}",
    "phone": {% if person.phone_number %}"{{ person.phone_number }}"{% else %}null{% endif %},
    "language": "{{ person|lookup:'Preferred Language'|slice:':2'|upper }}",
    "address": {
      "street": "{{ person.location.address1 }}",
      "city": "{{ person|lookup:'$city' }}",
      "zip": "{{ person.location.zip }}",
      "country": "{{ person.location.country|default:'US' }}"
    },
    "consent": "{{ person|lookup:'$consent'|join:', ' }}",
    "sms": {% if 'sms' in person|lookup:'$consent' %}true{% else %}false{% endif %},
    "interests": [{% for interest in person.interests|split:',' %}{% if forloop.first %}{% else %},{% endif %}"{{ interest }}"{% endfor %}],
    "points": {{ person|lookup:'Loyalty Points'|default:0 }},
    "tier": "{% if person|lookup:'Loyalty Points' >= 500 %}gold{% elif person|lookup:'Loyalty Points' >= 100 %}silver{% else %}none{% endif %}"
  },
  "list": "{{ event.List }}",
  "subscribedAt": "{% now 'Y-m-d\\TH:i' %}"
}`;

  test("sends the profile in the CRM's fields", () => {
    expect(rendered(BODY, { profile: SHAH, properties: { List: 'Newsletter "weekly"' } })).toEqual({
      contact: {
        externalId: "crm-77",
        firstName: "Shah",
        lastName: "Karim",
        fullName: "Shah Karim",
        phone: "+15005550006",
        language: "EN",
        address: { street: "1 Long Lane", city: "Boston", zip: "02110", country: "US" },
        consent: "email, sms",
        sms: true,
        interests: ["mugs", " plates", "tea"],
        points: 151,
        tier: "silver",
      },
      list: 'Newsletter "weekly"',
      subscribedAt: "2024-03-01T09:30",
    });
  });

  test("sends a profile that has only an email address", () => {
    expect(
      rendered(BODY, { profile: { email: "Noor@Example.com" }, properties: { List: "Newsletter" } }),
    ).toMatchObject({
      contact: {
        externalId: "noor@example.com",
        firstName: "",
        phone: null,
        language: "",
        address: { street: "", city: "", country: "US" },
        consent: "",
        sms: false,
        points: 0,
        tier: "none",
      },
    });
  });
});

describe("an answer to an NPS survey, for the support desk", () => {
  const BODY = `
{% comment "promoters are 9 and 10" %}This is not sent.{% endcomment %}
{
  "score": {{ event.Score }},
  "group": "{% if event.Score >= 9 %}promoter{% elif event.Score >= 7 %}passive{% else %}detractor{% endif %}",
  "comment": "{{ event.Comment|striptags|truncatechars:20 }}",
  {% if event.Score < 7 %}"ticket": { "priority": "{% if event.Score <= 3 or person.VIP is True %}high{% else %}normal{% endif %}", "assignee": null },{% endif %}
  "answers": {
    {% for question, answer in event.Answers.items %}"{{ question }}": {{ answer }},{% endfor %}
  },
  "answered_at": "{{ event.responded_at|date:'D, d M Y H:i' }}",
  "respondent": "{% firstof person.nickname first_name email 'someone' %}"
}`;

  test("a detractor opens a ticket", () => {
    const properties = {
      Score: 3,
      Comment: '<b>Too slow</b>, and the "mug" broke',
      Answers: { Delivery: 2, Quality: "poor", "Would buy again?": false, Other: null },
      responded_at: "2024-02-28T18:04:00+01:00",
    };
    expect(rendered(BODY, { profile: { email: "a@example.com" }, properties })).toEqual({
      score: 3,
      group: "detractor",
      comment: 'Too slow, and the "…',
      ticket: { priority: "high", assignee: null },
      answers: { Delivery: 2, Quality: "poor", "Would buy again?": false, Other: null },
      answered_at: "Wed, 28 Feb 2024 18:04",
      respondent: "a@example.com",
    });
  });

  test("a promoter does not", () => {
    const properties = { Score: 10, Answers: {}, responded_at: "2024-02-28T18:04:00Z" };
    expect(rendered(BODY, { profile: SHAH, properties })).toEqual({
      score: 10,
      group: "promoter",
      comment: "",
      answers: {},
      answered_at: "Wed, 28 Feb 2024 18:04",
      respondent: "shah",
    });
  });
});

describe("a birthday, for a gift card", () => {
  const BODY = `{% today '%Y-%m-%d' as today %}{% with person|lookup:'Loyalty Points'|default:0 as points %}{
  "recipient": "{{ first_name|default:'friend'|title }}",
  "email": "{{ email|urlencode }}",
  "birthday": "{{ person|lookup:'Birthday'|format_date_string|date:'m-d' }}",
  "issued": "{{ today }}",
  "year": {% now 'Y' %},
  "value": {{ points|divide:10|floatformat:0 }},
  "bonus": {{ points|multiply:0.5|floatadd:0.25|floatformat:2 }},
  "message": "{% spaceless %}Happy birthday{% if first_name %}, {{ first_name|title }}{% endif %}!{% endspaceless %} You have {{ points }} point{{ points|pluralize }}.",
  "reference": "{{ external_id|default:'none'|base64_encode }}",
  "members": {% if points %}{{ points }}{% else %}null{% endif %}
}{% endwith %}`;

  test("gives a tenth of the points", () => {
    expect(rendered(BODY, { profile: SHAH })).toEqual({
      recipient: "Shah",
      email: "shah%40example.com",
      birthday: "03-15",
      issued: "2024-03-01",
      year: 2024,
      value: 15,
      bonus: 75.75,
      message: "Happy birthday, Shah! You have 151 points.",
      reference: "Y3JtLTc3",
      members: 151,
    });
  });

  test("gives nothing without points", () => {
    expect(rendered(BODY, { profile: { email: "a@example.com" } })).toMatchObject({
      recipient: "Friend",
      birthday: "",
      value: 0,
      bonus: 0.25,
      message: "Happy birthday! You have 0 points.",
      members: null,
    });
  });
});
