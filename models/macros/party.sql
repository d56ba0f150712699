{#
    Joins the customer of a source party to `relation`, which has party_system and party_id: aliases
    `identities` (customer_key) and `customer_versions` (customer_version_key as of the event date).
#}
{% macro join_party(relation, event_date, system='party_system', id='party_id') -%}
    left join {{ ref('customer_identity') }} as identities
        on {{ relation }}.{{ system }} = identities.source_system
        and {{ relation }}.{{ id }} = identities.party_id
    {{ version_join(
        'dim_customer', 'customer_versions', 'customer_key', 'identities.customer_key', event_date
    ) }}
{%- endmacro %}

{# The two keys that join_party brings; 0 where the party is not known. #}
{% macro party_keys() -%}
    coalesce(identities.customer_key, 0) as customer_key,
        coalesce(customer_versions.customer_version_key, 0) as customer_version_key
{%- endmacro %}
