// What trial runs found, so that they are made once.

import Synchronization
import XQRuntime

/// The findings about the two models of a comparison.
final class KnownFindings: Sendable {
  /// What trial runs depend on; of other samples the same is expected.
  struct Key: Hashable {
    let isFloat: Bool
    let kernels: Kernels
    let tensors: [String]
  }

  private let findings = Mutex<[Key: TrialFindings]>([:])

  subscript(key: Key) -> TrialFindings? {
    get { findings.withLock { $0[key] } }
    set { findings.withLock { $0[key] = newValue } }
  }
}
