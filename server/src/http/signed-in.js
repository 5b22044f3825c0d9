// The end of a sign-in in a window of its own: tells the tab that asked for it, and closes.
new BroadcastChannel("apono-sign-in").postMessage("signed-in");
window.close();
