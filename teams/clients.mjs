// The programs of Microsoft that may ask Entra for a token for this app without asking the person. docs/deploy-teams.md
// lists the same; a test compares both, since lists of these ids on the web have mistakes in them.

/** Client ids, each with what a person knows the program as. */
export const preAuthorisedClients = [
  { id: "1fec8e78-bce4-4aaf-ab1b-5451cc387264", program: "Teams on desktop and mobile" },
  { id: "5e3ce6c0-2b1f-4285-8d4b-75ee78787346", program: "Teams on the web" },
  { id: "4765445b-32c6-49b0-83e6-1d93765276ca", program: "Microsoft 365 on the web" },
  { id: "0ec893e0-5785-4de6-99da-4ed124e5296c", program: "Microsoft 365 on desktop" },
  { id: "d3590ed6-52b3-4102-aeff-aad2292ab01c", program: "Microsoft 365 on mobile, Outlook on desktop" },
  { id: "bc59ab01-8403-45c6-8796-ac3ef710b3e3", program: "Outlook on the web" },
  { id: "27922004-5251-4030-b22d-91ecd9a37ea4", program: "Outlook on mobile" },
];
