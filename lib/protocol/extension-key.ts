/**
 * Public half of the key in the extension's manifest (base64 of the DER). Browsers derive the extension's id from it, the
 * same for everyone, so that the host knows whom it may talk to.
 */
export const EXTENSION_KEY =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAnvEIm2H/dvx0G4LuMi5VrnXtBuJcRdg8QpYPd+knOGPv34BYI8eYumMYCJaLnQIh6gPDFl8Axrhkncm6tlBJO5OVzn/pZjciAvtRypHsuoIzLX9oKvjnO7XnofsBbv+6cFSl6KuQDrN9pFQRSaMBtFxEId9lhjnz9qD1jHxaH/Sg3ZTe00nHWsF+DXhAtwyvOCrzPHowXX8gXDK5jhrga8zOJp5PlprTehKAeEvvAsakPMM1GtrPpTlox8UqSgMiOzLkyPnRw7UpnZdWj4W1Cr0ooT/lJcjKnxeMl8PdLrrEMJyjljWOs3kUjGsMLr5/Dq+MrPnuW85kKMwSXALc9QIDAQAB';
