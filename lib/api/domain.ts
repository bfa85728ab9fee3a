// The domain of an API: clients call a name of the user's instead of the one that API Gateway generates. The API is at the
// root of the domain, because a base path would be part of the path that API Gateway hands to the management function.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-custom-domains.html

import { type RestApi, SecurityPolicy } from "aws-cdk-lib/aws-apigateway";
import { Certificate } from "aws-cdk-lib/aws-certificatemanager";
import { ARecord, HostedZone, RecordTarget } from "aws-cdk-lib/aws-route53";
import { ApiGatewayDomain } from "aws-cdk-lib/aws-route53-targets";

/** A domain for one API. */
export interface ApiDomain {
  /** Name of the domain in lowercase: `events.shop.example`. An API Gateway domain is unique within a region. */
  readonly name: string;
  /** ARN of an ACM certificate for the name, issued in the stack's region. */
  readonly certificateArn: string;
  /**
   * Hosted zone of Route 53 in which the stack creates the record of the domain.
   * @default no record; create a CNAME record that points to the output IngestDomainTarget or ManagementDomainTarget
   */
  readonly hostedZone?: { readonly id: string; readonly name: string };
  /**
   * Whether API Gateway refuses requests to the API's generated `execute-api` URL with 403.
   * @default false: both URLs work, so that clients can move to the domain one by one
   */
  readonly closeDefaultEndpoint?: boolean;
}

/** Maps the root of a domain to the API. Returns the name that the domain's DNS record must point to. */
export function attachDomain(api: RestApi, domain: ApiDomain): string {
  const { name, certificateArn, hostedZone } = domain;
  const attached = api.addDomainName("Domain", {
    domainName: name,
    certificate: Certificate.fromCertificateArn(api, "Certificate", certificateArn),
    securityPolicy: SecurityPolicy.TLS_1_2,
  });
  if (hostedZone !== undefined) {
    if (name !== hostedZone.name && !name.endsWith(`.${hostedZone.name}`)) {
      throw new Error(`The domain ${name} is not in the hosted zone ${hostedZone.name}; name the zone that holds it.`);
    }
    new ARecord(api, "Record", {
      recordName: name,
      zone: HostedZone.fromHostedZoneAttributes(api, "Zone", {
        hostedZoneId: hostedZone.id,
        zoneName: hostedZone.name,
      }),
      target: RecordTarget.fromAlias(new ApiGatewayDomain(attached)),
    });
  }
  return attached.domainNameAliasDomainName;
}
