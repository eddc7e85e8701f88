/** Certificates with much in them, and a request for one; made for this, their keys are gone. In base64 of DER. */
const [full, policies, request] = [
  [
    'MIICuDCCAmqgAwIBAgIUDh5Bu+sZ4w9/boNC+1qPGEobAowwBQYDK2VwMEQxCzAJBgNVBAYTAkRFMRAwDgYDVQQKDAdFeGFtcGxl',
    'MQwwCgYDVQQLDANPbmUxFTATBgNVBAMMDGV4YW1wbGUudGVzdDAeFw0yNjExMjgwNDAzMzNaFw0zNjExMjUwNDAzMzNaMEQxCzAJ',
    'BgNVBAYTAkRFMRAwDgYDVQQKDAdFeGFtcGxlMQwwCgYDVQQLDANPbmUxFTATBgNVBAMMDGV4YW1wbGUudGVzdDAqMAUGAytlcAMh',
    'AMm37XfCSVE2SWeQ2tPlcdJzBhsdf3JwLikWMND7pElPo4IBbDCCAWgwHQYDVR0OBBYEFEJsSxbmwVer4SjR1fcc0sldLEfmMB8G',
    'A1UdIwQYMBaAFEJsSxbmwVer4SjR1fcc0sldLEfmMA8GA1UdEwEB/wQFMAMBAf8wbwYDVR0RBGgwZoIMZXhhbXBsZS50ZXN0gg4q',
    'LmV4YW1wbGUudGVzdIcECgAAAYcQIAENuAAAAAAAAAAAAAAAAYEOYUBleGFtcGxlLnRlc3SGHnNwaWZmZTovL2V4YW1wbGUudGVz',
    'dC9ucy9hP3g9MTAiBgNVHSUEGzAZBggrBgEFBQcDAQYIKwYBBQUHAwIGAyoDBDAOBgNVHQ8BAf8EBAMCAoQwEAYDVR0gBAkwBzAF',
    'BgMqAwUwKAYDVR0fBCEwHzAdoBugGYYXaHR0cDovL2V4YW1wbGUudGVzdC9jcmwwNAYIKwYBBQUHAQEEKDAmMCQGCCsGAQUFBzAB',
    'hhhodHRwOi8vb2NzcC5leGFtcGxlLnRlc3QwBQYDK2VwA0EAHjYmneozYDCOktDTkjiL+OR3h6MJLBhvpmBfj29ZSHNLsRqUDQEO',
    'Vz+SPy8PggMpNOv9Qjcv1mJ3IL7i6LQiBA==',
  ].join(''),
  [
    'MIIBiTCCAS+gAwIBAgIUQ4Fb1QzGKxwEl9KerWtO7Mw3WCUwCgYIKoZIzj0EAwIwDTELMAkGA1UEAwwCZWMwHhcNMjYxMTI4MDQw',
    'MzMzWhcNMzYxMTI1MDQwMzMzWjANMQswCQYDVQQDDAJlYzBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABISJXVjFiQmoMF6z+jc2',
    'OWSYiZrc7gicqRunB8zeUDbghGR7g8aGyOOS7FjiIh/nYFeA6eYVYlzsb2pC/FBTtLejbTBrMB0GA1UdDgQWBBS6b5l+/juZcMzT',
    '1moKDmhjRpxi6zAfBgNVHSMEGDAWgBS6b5l+/juZcMzT1moKDmhjRpxi6zAPBgNVHRMBAf8EBTADAQH/MAwGA1UdJAQFMAOAAQMw',
    'CgYDVR02BAMCAQIwCgYIKoZIzj0EAwIDSAAwRQIgH/EtjbVsi6T6CcMV2D92lczbuPlx3ZsW+b9ccnWFR0ICIQCIhogBxh7pcdZh',
    'Q1qudY8ku3bAx7h+BDejnvqv4rjqjQ==',
  ].join(''),
  [
    'MIIBDjCBtQIBADAdMQswCQYDVQQGEwJERTEOMAwGA1UEAwwFYXNrZWQwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQzzx+7GW8E',
    'Gu7UQQPuPrvynSL5tSAYKDFuOiv6owwjpYVLqPTS/SpMql1LhCO1TLjt9fVH2m0iq08rZkd+HKWVoDYwNAYJKoZIhvcNAQkOMScw',
    'JTAVBgNVHREEDjAMggphc2tlZC50ZXN0MAwGA1UdEwEB/wQCMAAwCgYIKoZIzj0EAwIDSAAwRQIhALqfaoeDp4MVsjeBiSoF9Hz4',
    'ZfOmx/6RpxRgBEivbusEAiAZbmhnAYv9F54JCwQyP0XeCt62NJgajOT0FfAVWsPbpA==',
  ].join(''),
] as const;

/** `CERTIFICATE` in PEM. */
function pem(type: string, digits: string): string {
  return `-----BEGIN ${type}-----\n${digits.replaceAll(/.{64}/g, '$&\n')}\n-----END ${type}-----\n`;
}

export const certificates: readonly string[] = [
  full,
  policies,
  request,
  pem('CERTIFICATE', full),
  pem('CERTIFICATE', full) + pem('CERTIFICATE', policies),
  pem('CERTIFICATE REQUEST', request),
];
