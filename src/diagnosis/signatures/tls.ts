import type { Signature } from "../signature.ts";

/** Certificates and handshakes. */
export const tls: readonly Signature[] = [
  {
    id: "tls.expired",
    category: "tls",
    says: /certificate (?:has expired|is expired|is not yet valid|not yet valid|has been revoked|revoked)|CERTIFICATE_EXPIRED|CERT_HAS_EXPIRED|certificate expired/,
    cause: "the other side's certificate has expired",
    advice: [
      "Have the certificate renewed on the other side.",
      "Check this host's clock: a wrong date looks the same.",
    ],
    weight: "precise",
    example:
      "ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired (_ssl.c:1006)",
  },
  {
    id: "tls.wrong_name",
    category: "tls",
    says: /[Hh]ostname mismatch|does not match (?:host ?name|the (?:host|target host))|CertificateError: hostname|server name mismatch|doesn't match (?:either of )?'|ERR_TLS_CERT_ALTNAME_INVALID|certificate is not valid for|IP address mismatch/,
    cause: "the other side's certificate is for another name",
    advice: ["Use the name that stands in the certificate as host."],
    weight: "precise",
    example:
      "ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: Hostname mismatch, certificate is not valid for 'localhost'. (_ssl.c:1006)",
  },
  {
    id: "tls.not_trusted",
    category: "tls",
    says: /self[- ]signed certificate|unable to get local issuer certificate|CERTIFICATE_VERIFY_FAILED|certificate verify failed|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|PKIX path building failed|root certificate file .* does not exist|unknown ca\b|unable to get issuer certificate|could not load (?:root )?certificate|NO_CERTIFICATE_OR_CRL_FOUND|Could not find a suitable TLS CA certificate bundle|invalid path: .*\.(?:pem|crt)|SSL error: certificate verify failed|unable to verify the first certificate|KEY_VALUES_MISMATCH|PEM lib|could not load (?:client )?certificate|certificate signed by unknown authority|SEC_ERROR_|CA_MD_TOO_WEAK|EE_KEY_TOO_SMALL|CA_KEY_TOO_SMALL/,
    cause: "the other side's certificate is not trusted here",
    advice: [
      "Give the plugin the certificate authority that signed it (for Python: REQUESTS_CA_BUNDLE or SSL_CERT_FILE).",
    ],
    weight: "precise",
    example:
      "ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate (_ssl.c:1006)",
  },
  {
    id: "tls.not_spoken",
    category: "tls",
    says: /server does not support SSL|Incompatible (?:ssh )?(?:peer|version|server) \(|no acceptable (?:kex algorithm|host key|ciphers|macs)|no matching (?:key exchange|host key|cipher|MAC)[\w ]* found|SSL is not enabled on the server|SSL connection is required|WRONG_VERSION_NUMBER|wrong version number|UNSUPPORTED_PROTOCOL|SSLV3_ALERT|tlsv1 alert|TLSV1_ALERT|handshake failure|NO_SHARED_CIPHER|insecure transport .* prohibited|ORA-28759|ORA-28860|ORA-29024|SSL routines|(?:requires|require) (?:a )?(?:valid )?(?:client certificate|TLS|SSL)|client certificate (?:is )?required|CERTIFICATE_REQUIRED|DH_KEY_TOO_SMALL|UNSAFE_LEGACY_RENEGOTIATION|NO_PROTOCOLS_AVAILABLE|TLSV1_UNRECOGNIZED_NAME|TLSV13_ALERT|HTTPS? request was sent to HTTPS? port|NO_CIPHERS_AVAILABLE|UNKNOWN_PROTOCOL|VERSION_TOO_LOW|root\.crt|invalid SSL/,
    cause: "the two sides could not agree on an encrypted connection",
    advice: ["Check the plugin's SSL settings against what the other side speaks."],
    weight: "precise",
    example:
      'psycopg2.OperationalError: connection to server at "127.0.0.1", port 5432 failed: server does not support SSL, but SSL was required',
  },
  {
    id: "tls.failed",
    category: "tls",
    says: /UNEXPECTED_EOF_WHILE_READING|EOF occurred in violation of protocol|SSLEOFError|SSLError|ssl\.SSL\w*Error|SSLHandshakeException|TLS handshake/,
    cause: "the encrypted connection could not be made",
    advice: ["Check the plugin's SSL settings and the other side's certificate."],
    weight: "usual",
    example:
      "requests.exceptions.SSLError: HTTPSConnectionPool(host='localhost', port=443): Max retries exceeded with url: /",
  },
];
