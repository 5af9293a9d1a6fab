// Arithmetic and words for shapes that come from files.

enum Shape {
  /// The number of elements; `nil` where a dimension is negative, the product leaves the range of `Int`, or a shape
  /// without elements has dimensions that come to more than ``emptyLimit``.
  static func count(_ shape: [Int]) -> Int? {
    guard shape.allSatisfy({ $0 >= 0 }) else { return nil }
    if shape.contains(0) { return product(shape.filter { $0 > 0 }).flatMap { $0 > emptyLimit ? nil : 0 } }
    return product(shape)
  }

  /// Other arrays are bounded by the bytes that hold them; those without elements are by this alone, so that counting
  /// rows and multiplying dimensions stays in range.
  private static let emptyLimit = Int(Int32.max)

  private static func product(_ shape: [Int]) -> Int? {
    var count = 1
    for dimension in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
      if overflow { return nil }
      count = product
    }
    return count
  }

  /// `[360,64]`.
  static func text(_ shape: [Int]) -> String { "[" + shape.map(String.init).joined(separator: ",") + "]" }
}

extension ValueInfo.Dimension {
  /// `N`, `8`, or `?` where nothing is known.
  public var text: String {
    switch self {
    case .fixed(let size): "\(size)"
    case .named(let name): name
    case .unknown: "?"
    }
  }
}

extension ValueInfo {
  /// `[N,1,8,8] float32`, or the name of what it is instead of a tensor.
  public var typeText: String {
    switch kind {
    case .tensor(let type, let shape):
      (shape.map { "[" + $0.map(\.text).joined(separator: ",") + "]" } ?? "of any shape") + " " + type.name
    case .other(let name): name
    case .unknown: "of unknown type"
    }
  }
}
