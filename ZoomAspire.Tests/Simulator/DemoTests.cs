using ZoomAspire.Simulator.Demo;

namespace ZoomAspire.Tests.Simulator;

public sealed class DemoTests
{
    [Fact]
    public async Task A_right_delivery_passes_twice_in_a_row_and_shows_how_the_message_became_audio()
    {
        await using var product = await DemoTestProduct.StartAsync(Mistake.None);

        foreach (var _ in Enumerable.Range(0, 2))
        {
            var (code, text) = await RunAsync(product);

            Assert.True(code == 0, text);
            Assert.Matches("sent as text +🎙 Board <R&D>.*\n.*became audio", text);
            Assert.Matches("Webhook to audio +[0-9.]+ s", text);
        }
    }

    [Theory]
    [InlineData(Mistake.SendsTwice, "There are 2 messages with a file instead of one.")]
    [InlineData(Mistake.SendsOtherBytes, "The audio in the chat has other bytes than the one at Zoom.")]
    [InlineData(Mistake.LeavesTheAnnouncement, "An announcement was left behind")]
    [InlineData(Mistake.ForgetsTheTopic, "The caption does not hold the topic as it was written.")]
    [InlineData(Mistake.CallsWrongly, "sendMessage was called wrongly: required field \"text\" is missing")]
    public async Task A_wrong_delivery_fails_and_says_why(Mistake mistake, string problem)
    {
        await using var product = await DemoTestProduct.StartAsync(mistake);

        var (code, text) = await RunAsync(product);

        Assert.Equal(1, code);
        Assert.Contains(problem, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_never_comes_is_named_when_time_is_up()
    {
        await using var product = await DemoTestProduct.StartAsync(Mistake.SendsNoAudio);

        var (code, text) = await RunAsync(product, TimeSpan.FromSeconds(5));

        Assert.Equal(1, code);
        Assert.Contains("in vain for the audio", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_simulator_that_does_not_run_is_named()
    {
        using var output = new StringWriter();

        Assert.Equal(1, await DemoScenario.RunAsync(new DemoOptions(new Uri("http://127.0.0.1:1"), TimeSpan.FromMinutes(1)), output, default));
        Assert.Contains("Could not reach the simulator", output.ToString(), StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Text)> RunAsync(DemoTestProduct product, TimeSpan? timeout = null)
    {
        using var output = new StringWriter();
        var options = new DemoOptions(product.Simulator.PageAddress, timeout ?? TimeSpan.FromMinutes(2));
        var code = await DemoScenario.RunAsync(options, output, CancellationToken.None);
        return (code, output.ToString());
    }
}
