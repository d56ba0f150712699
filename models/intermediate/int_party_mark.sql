{{ config(schema='intermediate', materialized='table') }}

{#
    For each party of customer_identity, by a hash of its system and id, a number of the customer that
    it belongs to and of all that customer's versions, by which facts see that a party is another
    customer's now or that its customer has other versions. A hash, and the customer found by it, serve
    marks only: for a row that is written the customer is looked up by the party's system and id.
#}
with identities as (

    select * from {{ ref('customer_identity') }}

),

customer_marks as (

    select
        customer_key,
        {{ content_hash(['customer_version_key', 'valid_from', 'valid_to', 'customer_type']) }}
            as versions_mark
    from {{ ref('dim_customer') }}
    group by customer_key

),

final as (

    select
        {{ row_hash(['identities.source_system', 'identities.party_id']) }} as party_hash,
        identities.customer_key,
        {{ row_hash(['identities.customer_key', 'customer_marks.versions_mark']) }} as party_mark
    from identities
    left join customer_marks
        on identities.customer_key = customer_marks.customer_key

)

select * from final
