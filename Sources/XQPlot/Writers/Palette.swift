// The colours of inks on light and on dark paper.

/// Colours that people with any common colour vision tell apart; what matters has a shape besides.
public struct Palette: Sendable, Equatable {
  /// 0xRRGGBB.
  private let colours: [Ink: UInt32]

  public static let light = Palette(colours: [
    .paper: 0xFFFFFF, .text: 0x1F2328, .muted: 0x59636E, .grid: 0xE6E9ED, .frame: 0xAEB6BF,
    .first: 0x0067A8, .second: 0xD06F00, .third: 0x00795C, .fourth: 0x8D4A9E, .alarm: 0xC8102E,
  ])

  public static let dark = Palette(colours: [
    .paper: 0x14181D, .text: 0xE6E9EC, .muted: 0xA0AAB4, .grid: 0x2A3037, .frame: 0x5A646E,
    .first: 0x5AB0F2, .second: 0xF0A35A, .third: 0x4CC3A0, .fourth: 0xD69AE0, .alarm: 0xFF6B6B,
  ])

  func colour(of ink: Ink) -> UInt32 { colours[ink] ?? 0x808080 }

  /// `#1f2328`.
  func hexadecimal(_ ink: Ink) -> String {
    let digits = String(colour(of: ink), radix: 16)
    return "#" + String(repeating: "0", count: 6 - digits.count) + digits
  }

  /// Red, green and blue from 0 to 1.
  func parts(_ ink: Ink) -> (red: Double, green: Double, blue: Double) {
    let colour = colour(of: ink)
    return (Double(colour >> 16 & 255) / 255, Double(colour >> 8 & 255) / 255, Double(colour & 255) / 255)
  }
}
