export const hardwareMessages = {} as const;
