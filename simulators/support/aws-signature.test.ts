import { expect, it } from "vitest";
import { emptyPayload, readAwsSignature, signAws } from "./aws-signature.ts";

const credentials = {
  accessKey: "AKIAIOSFODNN7EXAMPLE",
  secretKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
};
const signed = {
  ...{ method: "GET", region: "us-east-1", date: "20130524T000000Z", payload: emptyPayload },
  url: "https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J",
};

// "Signature Calculations for the Authorization Header", Amazon S3 API reference.
it("signs the examples of S3's reference", () => {
  expect(signAws(signed, credentials)).toMatch(
    /Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7$/,
  );
  const url = "https://examplebucket.s3.amazonaws.com/test.txt";
  const headers = { range: "bytes=0-9" };
  expect(signAws({ ...signed, url, headers }, credentials)).toMatch(
    /SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41$/,
  );
});

it("is read back as what was signed", () => {
  const authorization = signAws({ ...signed, headers: { "if-match": "a" } }, credentials);
  const request = new Request(signed.url, {
    headers: {
      ...{ authorization, "if-match": "a", "x-amz-date": signed.date },
      "x-amz-content-sha256": emptyPayload,
    },
  });
  const read = readAwsSignature(request);
  expect(read?.accessKey).toBe(credentials.accessKey);
  expect(read && signAws(read.signed, credentials)).toBe(authorization);
  expect(read && signAws(read.signed, { ...credentials, secretKey: "x" })).not.toBe(authorization);
  expect(readAwsSignature(new Request(signed.url))).toBeUndefined();
});
