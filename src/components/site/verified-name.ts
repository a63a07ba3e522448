/** The name in localStorage of the last check of Verify, and of the event that announces a new one. */
export const verifiedName = "atalaya-verified";
