/** What a licence is worth today. */
export type LicenceStatus = 'valid' | 'suspended' | 'revoked' | 'expired';

export type LicenceSummary = {
  licenceId: string;
  identifier: string;
  template: string;
  status: LicenceStatus;
  /** Blind index of the holder. */
  subject: string;
  caseId: string;
  issuedAt: string;
};

export type LicencesPort = {
  /** The licence with this identifier (GB/T 36904) and its status now. */
  verifyIdentifier(identifier: string): Promise<LicenceSummary | undefined>;
  /** The licence that a case led to. */
  findByCase(caseId: string): Promise<LicenceSummary | undefined>;
};
