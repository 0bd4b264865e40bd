import { Scenario } from "./scenario";

export default async function Page({ searchParams }) {
  const { entry, endpoint } = await searchParams;
  return <Scenario entry={entry} endpoint={endpoint} />;
}
