// The names below an axis of categories: upright where they fit, else slanting, and never over each other.

/// Which names are shown and how.
struct CategoryNames {
  private struct Shown {
    let index: Int
    let text: String
    let isShortened: Bool
  }

  private static let size = Scene.Size.small
  /// Pixels between the base lines of slanting names, along the axis.
  private static let slantedStep = 16.0
  private static let widest = 118.0
  private static let slant = 0.7072

  private let categories: [Category]
  private let shown: [Shown]
  private let isSlanting: Bool
  /// Pixels below the axis.
  let height: Double
  /// How far the first name reaches to the left of the axis.
  let leftOverhang: Double

  init(_ categories: [Category], width: Double) {
    self.categories = categories
    let step = width / Double(max(1, categories.count))
    // Only as many as are looked at: with very many names none of them fits level anyway.
    let widths = categories.prefix(200).map { TextMetrics.width($0.name, size: Self.size) }
    let fitsLevel = categories.count <= 200 && widths.allSatisfy { $0 + 10 <= step }
    isSlanting = !fitsLevel
    let places = fitsLevel ? Array(categories.indices) : Self.thinned(categories, step: step)
    shown = places.map { index in
      let name = TextMetrics.safe(categories[index].name)
      let text = fitsLevel ? name : TextMetrics.shortened(name, to: Self.widest, size: Self.size)
      return Shown(index: index, text: text, isShortened: text != name)
    }
    let longest = shown.map { TextMetrics.width($0.text, size: Self.size) }.max() ?? 0
    height = fitsLevel ? 20 : longest * Self.slant + 22
    leftOverhang =
      fitsLevel
      ? 0
      : shown.map { shown in
        TextMetrics.width(shown.text, size: Self.size) * Self.slant - step * (Double(shown.index) + 0.5)
      }.max() ?? 0
  }

  /// Marked names first, then others where there is room between them.
  private static func thinned(_ categories: [Category], step: Double) -> [Int] {
    let distance = max(1, Int((slantedStep / max(step, 0.001)).rounded(.up)))
    var isFree = [Bool](repeating: true, count: categories.count)
    var places: [Int] = []
    func take(_ index: Int) {
      guard isFree[index] else { return }
      places.append(index)
      for near in max(0, index - distance + 1)...min(categories.count - 1, index + distance - 1) {
        isFree[near] = false
      }
    }
    for index in categories.indices where categories[index].isMarked { take(index) }
    for index in stride(from: 0, to: categories.count, by: distance) { take(index) }
    return places.sorted()
  }

  func draw(_ frame: Scene.Box, _ scale: Scale, into scene: inout Scene) {
    let base = frame.y + frame.height
    for name in shown {
      guard let fraction = scale.fraction(Double(name.index)) else { continue }
      let x = frame.x + frame.width * fraction
      let isMarked = categories[name.index].isMarked
      scene.elements.append(.path([.init(x, base), .init(x, base + 4)], .stroke(.frame)))
      scene.elements.append(
        .text(
          Scene.Label(
            text: name.text, spot: isSlanting ? .init(x + 3, base + 13) : .init(x, base + 16), size: Self.size,
            ink: isMarked ? .alarm : .muted, anchor: isSlanting ? .end : .middle, isBold: isMarked,
            angle: isSlanting ? -45 : 0,
            tooltip: name.isShortened ? TextMetrics.safe(categories[name.index].name) : "")))
    }
  }
}
