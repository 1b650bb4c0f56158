import { createHash } from "node:crypto";

/** A user of a Cohesity system. */
export interface CohesityUser {
  /** The password. */
  password: string;
  /** @default "LOCAL" */
  domain?: string;
}

/** A client certificate that authenticates a user. */
export interface CohesityClientCertificate {
  /** The certificate, in PEM. */
  certificate: string;
  /** Its private key, in PEM. */
  privateKey: string;
  /** The user that it logs in. */
  username: string;
}

/** A one-time password that every login needs. */
export interface CohesityOtp {
  /** The source of the password. */
  type: "totp" | "email" | "salesforce";
  /** The password. */
  code: string;
}

/** The user that a credential belongs to. */
export interface CohesityPrincipal {
  username: string;
  domain: string;
  sid: string;
}

/** The fields of a login. The type of the one-time password is in lower case. */
export interface CohesityLogin {
  username?: string | undefined;
  password?: string | undefined;
  domain?: string | undefined;
  certificate?: string | undefined;
  privateKey?: string | undefined;
  otpCode?: string | undefined;
  otpType?: string | undefined;
}

/** The users of a Cohesity system and their credentials. */
export class CohesityAccounts {
  /** Refuses every login, whatever it sends. */
  locked = false;
  private wanted: CohesityOtp | null = null;
  private readonly failures = new Map<string, number>();
  private readonly passwords: Map<string, string>;

  constructor(
    private readonly users: Readonly<Record<string, CohesityUser>>,
    private readonly certificates: readonly CohesityClientCertificate[],
    private readonly maxFailedLogins: number,
  ) {
    this.passwords = new Map(Object.entries(users).map(([name, { password }]) => [name, password]));
  }

  /** Makes every login require this one-time password. Each code is accepted once. */
  requireOtp(otp: CohesityOtp | null): void {
    this.wanted = otp;
  }

  setPassword(username: string, password: string): void {
    if (!this.passwords.has(username)) throw new Error("no user like this");
    this.passwords.set(username, password);
  }

  /** Compares domains without regard to letter case. */
  private isOfDomain(username: string, domain: string | undefined): boolean {
    return (this.users[username]?.domain ?? "LOCAL").toLowerCase() === (domain ?? "LOCAL").toLowerCase();
  }

  principal(username: string): CohesityPrincipal {
    const [one, two] =
      createHash("sha256").update(username).digest().subarray(0, 8).toString("hex").match(/.{8}/g) ?? [];
    const sid = `S-1-100-21-${Number.parseInt(one ?? "0", 16)}-${Number.parseInt(two ?? "0", 16)}-1`;
    return { username, domain: this.users[username]?.domain ?? "LOCAL", sid };
  }

  withSid(sid: string): CohesityPrincipal | undefined {
    return Object.keys(this.users)
      .map((username) => this.principal(username))
      .find((each) => each.sid === sid);
  }

  /** Returns the user of a login, `incomplete` if the one-time password is missing, or `invalid`. */
  login(login: CohesityLogin): CohesityPrincipal | "invalid" | "incomplete" {
    const username = this.byCertificate(login) ?? this.byPassword(login);
    if (username === undefined || this.locked) return "invalid";
    if (this.wanted !== null) {
      if (login.otpCode === undefined || login.otpType === undefined) return "incomplete";
      const { code, type } = this.wanted;
      if (code !== login.otpCode || type !== login.otpType) return "invalid";
      this.wanted = { type, code: "" };
    }
    return this.principal(username);
  }

  private byCertificate({ certificate, domain, privateKey, username }: CohesityLogin): string | undefined {
    const found = this.certificates.find(
      (each) => each.certificate.trim() === certificate?.trim() && each.privateKey.trim() === privateKey?.trim(),
    );
    if (found === undefined || !this.isOfDomain(found.username, domain)) return undefined;
    return username === undefined || username === found.username ? found.username : undefined;
  }

  /** Refuses a user with too many failures in a row, even with the right password. */
  private byPassword({ domain, password, username = "" }: CohesityLogin): string | undefined {
    const failed = this.failures.get(username) ?? 0;
    if (
      failed < this.maxFailedLogins &&
      this.passwords.get(username) === password &&
      this.isOfDomain(username, domain)
    ) {
      this.failures.delete(username);
      return password === undefined ? undefined : username;
    }
    this.failures.set(username, failed + 1);
    return undefined;
  }
}
