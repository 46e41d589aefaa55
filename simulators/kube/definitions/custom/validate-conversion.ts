import type { FieldError } from "../../model/api-error.ts";
import { forbidden, invalid, required, unsupported } from "../../model/findings.ts";
import { clientConfig } from "../validation/registrations/client-config.ts";
import type { Crd } from "./crd-shape.ts";
import { labelProblem } from "./names.ts";

/** The words of ConversionReview that the server speaks. */
const spoken = ["v1", "v1beta1"];

/** What is wrong with how a definition's versions become each other, in the server's own older names. */
export function validateConversion(
  conversion: Crd["spec"]["conversion"],
  at: string,
): FieldError[] {
  if (!conversion) return [];
  const { strategy, webhook } = conversion;
  const versions = webhook?.conversionReviewVersions ?? [];
  const errors: FieldError[] = [];
  if (!strategy) errors.push(required(`${at}.strategy`));
  else if (strategy !== "None" && strategy !== "Webhook") {
    errors.push(unsupported(`${at}.strategy`, strategy, ["None", "Webhook"]));
  }
  const place = `${at}.webhookClientConfig`;
  if (strategy === "Webhook") {
    if (webhook?.clientConfig) errors.push(...clientConfig(webhook.clientConfig, place));
    else errors.push(required(place, "required when strategy is set to Webhook"));
    return [...errors, ...reviewVersions(versions, `${at}.conversionReviewVersions`)];
  }
  const why = "should not be set when strategy is not set to Webhook";
  if (webhook?.clientConfig) errors.push(forbidden(place, why));
  if (versions.length > 0) errors.push(forbidden(`${at}.conversionReviewVersions`, why));
  return errors;
}

function reviewVersions(versions: string[], at: string): FieldError[] {
  if (versions.length === 0) return [required(at)];
  const errors: FieldError[] = versions.flatMap((version, index) => {
    if (versions.indexOf(version) < index) {
      return [invalid(`${at}[${index}]`, version, "duplicate version")];
    }
    const problem = labelProblem(version);
    return problem === undefined ? [] : [invalid(`${at}[${index}]`, version, problem)];
  });
  if (versions.some((version) => spoken.includes(version))) return errors;
  return [...errors, invalid(at, versions, `must include at least one of ${spoken.join(", ")}`)];
}

/** Versions that objects may still be stored at have to stay, and the one stored from now on is one of them. */
export function validateStoredVersions({ spec, status }: Crd): FieldError[] {
  const at = "status.storedVersions";
  const stored = status?.storedVersions ?? [];
  if (stored.length === 0) return [invalid(at, stored, "must have at least one stored version")];
  return [
    ...spec.versions
      .filter(({ name, storage }) => storage && !stored.includes(name))
      .map(({ name }) => invalid(at, stored, `must have the storage version ${name}`)),
    ...stored.flatMap((name, index) =>
      spec.versions.some((version) => version.name === name)
        ? []
        : [
            invalid(
              `${at}[${index}]`,
              name,
              `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`,
            ),
          ],
    ),
  ];
}
