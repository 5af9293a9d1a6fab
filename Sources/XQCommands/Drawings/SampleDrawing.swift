// A sample as a picture of characters, or its first numbers.

import XQConsole
import XQFormats
import XQLanguage

/// One sample of data: arrays that look like images are drawn, the others show their first numbers.
///
/// An image is an array [H,W], [1,H,W], [3,H,W] or [H,W,1], [H,W,3] of at least 4x4. Dark characters are low values; colours are
/// drawn by their brightness (ITU-R BT.601: 0.299 red, 0.587 green, 0.114 blue).
struct SampleDrawing: FittedText {
  private static let mostRows = 48
  private static let unicodeShades: [Character] = [" ", "░", "▒", "▓", "█"]
  private static let plainShades: [Character] = Array(" .:-=+*#%@")

  let sample: DataSample
  /// From 1.
  let number: Int
  let count: Int

  func lines(_ style: TextStyle) -> [String] {
    var lines = [""]
    for array in sample.arrays {
      let name = array.name.isEmpty ? "" : "\(array.name) "
      let label = sample.label.map { ", label \($0)" } ?? ""
      let title = "sample \(number) of \(count): \(name)\(TensorText.text(array.shape))\(label)"
      lines += DisplayWidth.wrapped(title, to: style.width, mark: style.ellipsis)
      if let image = Image(array) { lines += draw(image, style) } else { lines += numbers(array, style) }
    }
    return lines
  }

  // MARK: - Images

  private func draw(_ image: Image, _ style: TextStyle) -> [String] {
    // Two cells a dot are about as wide as high.
    let step = max(1, divided(image.width * 2, style.width), divided(image.height, Self.mostRows))
    let shades = style.isUnicode ? Self.unicodeShades : Self.plainShades
    let finite = image.values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return ["nothing but nan and inf"] }
    let rows = stride(from: 0, to: image.height, by: step).map { top in
      let dots = stride(from: 0, to: image.width, by: step).map { left -> String in
        let mean = image.mean(top, left, step)
        guard let mean, high > low else { return "  " }
        let place = Int((mean - low) / (high - low) * Float(shades.count - 1) + 0.5)
        let shade = shades[max(0, min(shades.count - 1, place))]
        return String([shade, shade])
      }
      // Blanks at the end of a line are nobody's.
      var row = dots.joined()
      while row.last == " " { row.removeLast() }
      return row
    }
    let scale = step == 1 ? "" : ", \(step)x\(step) dots in one"
    let values = "\(Self.text(low)) is blank, \(Self.text(high)) is full\(scale)"
    return rows + [style.coloured(values, .dim)]
  }

  private func divided(_ whole: Int, _ part: Int) -> Int { (whole + max(1, part) - 1) / max(1, part) }

  /// Brightness, row by row.
  private struct Image {
    let height: Int
    let width: Int
    var values: [Float]

    /// `nil` for an array of another shape.
    init?(_ array: DataSample.Array) {
      let shape = array.shape
      let channels: Int
      let isChannelLast: Bool
      switch shape.count {
      case 2: (channels, isChannelLast, height, width) = (1, false, shape[0], shape[1])
      case 3 where shape[0] == 1 || shape[0] == 3:
        (channels, isChannelLast, height, width) = (shape[0], false, shape[1], shape[2])
      case 3 where shape[2] == 1 || shape[2] == 3:
        (channels, isChannelLast, height, width) = (shape[2], true, shape[0], shape[1])
      case 4 where shape[0] == 1 && (shape[1] == 1 || shape[1] == 3):
        (channels, isChannelLast, height, width) = (shape[1], false, shape[2], shape[3])
      default: return nil
      }
      guard height >= 4, width >= 4, array.values.count == height * width * channels else { return nil }
      let weights: [Float] = channels == 3 ? [0.299, 0.587, 0.114] : [1]
      let dots = height * width
      values = (0..<dots).map { dot in
        var sum: Float = 0
        for (channel, weight) in weights.enumerated() {
          sum += weight * array.values[isChannelLast ? dot * channels + channel : channel * dots + dot]
        }
        return sum
      }
    }

    /// The mean of a square of dots, `nil` where none is finite.
    func mean(_ top: Int, _ left: Int, _ step: Int) -> Float? {
      var sum: Float = 0
      var count: Float = 0
      for row in top..<min(top + step, height) {
        for column in left..<min(left + step, width) where values[row * width + column].isFinite {
          sum += values[row * width + column]
          count += 1
        }
      }
      return count > 0 ? sum / count : nil
    }
  }

  // MARK: - Numbers

  private func numbers(_ array: DataSample.Array, _ style: TextStyle) -> [String] {
    let finite = array.values.filter(\.isFinite)
    let shown = array.values.prefix(24).map(Self.text).joined(separator: " ")
    let more = array.values.count > 24 ? " \(style.ellipsis)" : ""
    var lines = DisplayWidth.wrapped(shown + more, to: style.width, mark: style.ellipsis)
    if let low = finite.min(), let high = finite.max() {
      let mean = finite.reduce(0) { $0 + Double($1) } / Double(finite.count)
      lines.append(style.coloured("from \(Self.text(low)) to \(Self.text(high)), mean \(Self.text(Float(mean)))", .dim))
    }
    return lines
  }

  private static func text(_ value: Float) -> String { NumberText.significant(Double(value), 4) }
}
