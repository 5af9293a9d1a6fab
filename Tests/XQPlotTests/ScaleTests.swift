// Scales and ticks: where values lie, and what is written where.

import Testing

@testable import XQPlot

@Suite struct ScaleTests {
  private func scale(_ values: [Double], _ kind: Axis.Kind = .automatic, rules: [Double] = [], zero: Bool = false)
    -> Scale
  {
    let points = values.map { Point(0, $0) }
    let marks = [Mark.points(Series("", points))] + rules.map { .rule(Rule(.y, at: $0)) }
    return Scale(Axis("", kind, includesZero: zero), .y, marks)
  }

  @Test func threeDecadesMakeAnAutomaticScaleLogarithmic() {
    #expect(scale([0.001, 1]).isLogarithmic)
    #expect(!scale([0.0011, 1]).isLogarithmic)
    #expect(!scale([-1, 0.001, 1]).isLogarithmic)
    #expect(scale([0, 0.001, 1]).isLogarithmic && scale([0, 0.001, 1]).hasHidden)
  }

  @Test func valuesLieWhereTheyBelong() throws {
    let linear = scale([0, 10], .linear, zero: true)
    #expect(linear.low == 0 && linear.high == 10.5)
    // Room below positive values does not become negative.
    #expect(scale([0.1, 10]).low == 0 && scale([-10, -0.1]).high == 0)
    #expect(linear.fraction(0) == 0 && linear.fraction(10.5) == 1 && linear.fraction(5.25) == 0.5)
    #expect(linear.fraction(.infinity) == 1 && linear.fraction(-.infinity) == 0 && linear.fraction(.nan) == nil)
    #expect(linear.fraction(99) == 1 && linear.fraction(-99) == 0)
    let logarithmic = scale([0.01, 100], .logarithmic)
    let middle = try #require(logarithmic.fraction(1))
    #expect(abs(middle - 0.5) < 1e-12)
    #expect(logarithmic.fraction(0) == 0 && logarithmic.fraction(-5) == 0)
  }

  @Test func oneValueAndNoneHaveARoomAroundThem() {
    #expect(scale([3]).low < 3 && scale([3]).high > 3)
    #expect(scale([0]).low < 0 && scale([0]).high > 0)
    #expect(scale([]).low < scale([]).high)
    #expect(scale([.nan, .infinity]).low < scale([.nan, .infinity]).high)
    #expect(scale([-1, -2], .logarithmic).isLogarithmic == false)
    let huge = scale([-1e308, 1e308])
    #expect(huge.fraction(0) == 0.5 && huge.high.isFinite)
    #expect(scale([.leastNonzeroMagnitude, 1e308], .logarithmic).fraction(.leastNonzeroMagnitude) == 0)
  }

  @Test func aThresholdThatIsFarAwayDoesNotFlattenTheRest() {
    #expect(scale([0, 1], .linear, rules: [3]).holds(3))
    #expect(!scale([0, 1], .linear, rules: [30]).holds(30))
    #expect(scale([1e-6, 1], rules: [1e3]).holds(1e3))
  }

  @Test(arguments: [
    ([0.0, 10], ["0", "2", "4", "6", "8", "10"]),
    ([0.0, 1], ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    ([-0.02, 0.02], ["-0.02", "-0.01", "0.00", "0.01", "0.02"]),
    ([0.0, 4e7], ["0", "1e7", "2e7", "3e7", "4e7"]),
    ([0.9998, 1], ["0.99980", "0.99985", "0.99990", "0.99995", "1.00000"]),
    ([1e-9, 3e-9], ["1e-9", "1.5e-9", "2e-9", "2.5e-9", "3e-9"]),
  ])
  func linearTicksAreRoundNumbers(values: [Double], labels: [String]) {
    #expect(Ticks(scale(values, .linear), count: 6).labels == labels)
  }

  @Test(arguments: [
    ([1e-6, 10.0], ["1e-6", "1e-5", "0.0001", "0.001", "0.01", "0.1", "1", "10"]),
    ([1e-12, 1e8], ["1e-12", "1e-9", "1e-6", "0.001", "1", "1000", "1e6", "1e9"]),
    ([1.0, 60], ["1", "2", "5", "10", "20", "50"]),
  ])
  func logarithmicTicksAreDecades(values: [Double], labels: [String]) {
    #expect(Ticks(scale(values, .logarithmic), count: 8).labels == labels)
  }
}
