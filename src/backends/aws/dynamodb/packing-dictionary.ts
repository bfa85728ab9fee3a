// Texts that stored texts have in common: Flowhook's own field names, the property names of Klaviyo's usual metrics
// (https://developers.klaviyo.com/en/docs/guide_to_integrating_a_platform_without_a_pre_built_klaviyo_integration)
// and the names that shops' own APIs use.
//
// Never edit this text: data compressed with it can be read only with exactly this text. A better dictionary is a new file,
// with a new version of the items that use it.

const SHOP_NAMES = [
  '"line_items":[{"product_id":"variant_id":"product_name":"variant_title":"vendor":"price":"total_price":"subtotal":',
  '"tax":"shipping":"discount":"discount_code":"currency":"EUR"GBP"USD"order_id":"order_number":"customer":{"customer_id":',
  '"created_at":"2026-updated_at":"T00:00:00Z""status":"fulfillment":"tracking_number":"tracking_url":"carrier":"method":',
  '"shipping_address":{"billing_address":{"street":"house_number":"postal_code":"country_code":"company":"name":"phone":',
  '"description":"category":"brand":"color":"size":"weight":"image":"image_url":"url":"https://www.https://cdn.shop.com/products/',
  '.jpg".png"collections/"items":[{"id":"title":"sku":"quantity":1},{"amount":"unit_price":"total":"note":null,true,false,',
] as const;

const KLAVIYO_NAMES = [
  '"$event_id":"$value":"$extra":{"CheckoutURL":"Collections":["Vendor":"ProductCategories":["FulfillmentStatus":',
  '"OrderId":"Categories":["ItemNames":["DiscountCode":"DiscountValue":"Brands":["Items":[{"ProductID":"SKU":"ProductName":"',
  '"Quantity":1,"ItemPrice":"RowTotal":"ProductURL":"https://www.example.com/products/"ImageURL":"https://www.example.com/',
  '"Brand":""BillingAddress":{"FirstName":"LastName":"Company":"Address1":"Address2":"City":"Region":"RegionCode":"Country":',
  '"United States","CountryCode":"US","Zip":"Phone":"+1"},"ShippingAddress":{"FirstName":"',
] as const;

const OWN_NAMES = [
  '","status":500,"reason":"http-503","detail":"The target was not available (HTTP 503).","next_attempt_at":17',
  '{"v":1,"kind":"delivery","flow_id":"","action_id":"","round":1,"attempt":1,"round_started_at":17,"body":"{\\"',
  '"outcome":"retrying",failed"{"round":1,"attempt":1,"at":17,"duration_ms":1,"outcome":"delivered","status":200,"response":"',
  '{\\"ok\\":true,\\"id\\":\\"{"started_at":17,"due_at":17,"request":{"url":"https://api.","headers":{"Authorization":',
  '"Bearer {{ secrets.","X-Api-Key":"}},"event":{"id":"evt_","metric":"Started Checkout","Ordered Product","Fulfilled Order",',
  '"Subscribed to List","Placed Order","profile":{"id":"external_id":"email":"@gmail.com","phone_number":"+1","first_name":"',
  '"last_name":"","organization":"","title":"","location":{"address1":"","address2":"","city":"","region":"","country":"',
  'United States","zip":"","timezone":"America/New_York"}},"properties":{"},"time":17,"value":,"value_currency":"USD",',
  '"unique_id":"","received_at":17}}',
] as const;

/** Version 1 of the dictionary. The most frequent texts come last, where references to them are shortest. */
export const PACKING_DICTIONARY = [...SHOP_NAMES, ...KLAVIYO_NAMES, ...OWN_NAMES].join("");
