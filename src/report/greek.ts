/** Greek letters with their names, which TeX has commands for. */
export const greekLetters: ReadonlyMap<string, string> = new Map(
  (
    "α alpha β beta γ gamma δ delta ε epsilon ζ zeta η eta θ theta ι iota κ kappa λ lambda μ mu ν nu ξ xi π pi ρ rho " +
    "σ sigma τ tau υ upsilon φ phi χ chi ψ psi ω omega " +
    "Γ Gamma Δ Delta Θ Theta Λ Lambda Ξ Xi Π Pi Σ Sigma Υ Upsilon Φ Phi Ψ Psi Ω Omega"
  )
    .split(/(?<=\w) /)
    .map((pair): [string, string] => [pair.slice(0, 1), pair.slice(2)]),
);
