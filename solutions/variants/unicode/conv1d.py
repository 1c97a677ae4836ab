"""Faltung und Gradient, geschrieben wie auf dem Papier: ∂E/∂x = Σₖ ∂E/∂zₖ · w. 卷积 ✓"""

import numpy as np
from boundary import pad as ränder, pad_backward as ränder_zurück

ℝ = np.float64
Σ = np.sum


def conv1d_forward(x, w, b, boundary="zero"):
    К = len(w)  # a Cyrillic К
    ρ, λ = (К - 1) // 2, К // 2
    ξ = ränder(x, ρ, λ, boundary)
    return np.array([b + Σ(w * ξ[j : j + К]) for j in range(len(x))], ℝ)


def conv1d_backward(grad_z, x, w, boundary="zero"):
    δ, ω = ℝ(grad_z), ℝ(w)
    Ν, К = len(x), len(w)
    ρ, λ = (К - 1) // 2, К // 2
    ξ = ränder(x, ρ, λ, boundary)
    grad_ω = np.array([Σ(δ * ξ[i : i + Ν]) for i in range(К)])
    grad_ξ = Σ([ränder(ω[i] * δ, i, К - 1 - i) for i in range(К)], axis=0)
    return ränder_zurück(grad_ξ, ρ, λ, boundary), grad_ω, Σ(δ)


def sgd_step(param, grad, lr):
    θ, δ, η = ℝ(param), ℝ(grad), ℝ(lr)
    return θ - η * δ
